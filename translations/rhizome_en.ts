<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>rz::app::CallRun</name>
    <message numerus="yes">
        <source>%Ln value(s) so far</source>
        <translation>
            <numerusform>%Ln value so far</numerusform>
            <numerusform>%Ln values so far</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::DeleteQuestion</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <comment>places</comment>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::Format</name>
    <message numerus="yes">
        <source>%1 byte(s)</source>
        <comment>exact size</comment>
        <translation>
            <numerusform>%1 byte</numerusform>
            <numerusform>%1 bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln day(s)</source>
        <translation>
            <numerusform>%Ln day</numerusform>
            <numerusform>%Ln days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::HostText</name>
    <message numerus="yes">
        <source>%1, group, %n host(s)</source>
        <translation>
            <numerusform>%1, group, %n host</numerusform>
            <numerusform>%1, group, %n hosts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::LinksPage</name>
    <message numerus="yes">
        <source>%Ln link(s)</source>
        <translation>
            <numerusform>%Ln link</numerusform>
            <numerusform>%Ln links</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) under way</source>
        <translation>
            <numerusform>%Ln call under way</numerusform>
            <numerusform>%Ln calls under way</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::LogPane</name>
    <message numerus="yes">
        <source>Paused, %Ln line(s) waiting</source>
        <translation>
            <numerusform>Paused, %Ln line waiting</numerusform>
            <numerusform>Paused, %Ln lines waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 lines</source>
        <translation>
            <numerusform>%1 line</numerusform>
            <numerusform>%1 lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::ModulesPage</name>
    <message numerus="yes">
        <source>%Ln module(s)</source>
        <translation>
            <numerusform>%Ln module</numerusform>
            <numerusform>%Ln modules</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not found</source>
        <translation>
            <numerusform>%Ln not found</numerusform>
            <numerusform>%Ln not found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln request(s)</source>
        <translation>
            <numerusform>%Ln request</numerusform>
            <numerusform>%Ln requests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::Overview</name>
    <message numerus="yes">
        <source>%Ln more</source>
        <comment>facts</comment>
        <translation>
            <numerusform>%Ln more</numerusform>
            <numerusform>%Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::QuitQuestion</name>
    <message numerus="yes">
        <source>%Ln transfer(s) are under way. Quit and break them off?</source>
        <translation>
            <numerusform>%Ln transfer is under way. Quit and break it off?</numerusform>
            <numerusform>%Ln transfers are under way. Quit and break them off?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::RestoreBar</name>
    <message numerus="yes">
        <source>%n context(s) were connected when Rhizome ended: %1</source>
        <translation>
            <numerusform>%n context was connected when Rhizome ended: %1</numerusform>
            <numerusform>%n contexts were connected when Rhizome ended: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::ServingDialog</name>
    <message numerus="yes">
        <source>%Ln file(s) sent</source>
        <translation>
            <numerusform>%Ln file sent</numerusform>
            <numerusform>%Ln files sent</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::StatsPane</name>
    <message numerus="yes">
        <source>%Ln thread(s)</source>
        <translation>
            <numerusform>%Ln thread</numerusform>
            <numerusform>%Ln threads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln descriptor(s)</source>
        <translation>
            <numerusform>%Ln descriptor</numerusform>
            <numerusform>%Ln descriptors</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::StatusSummary</name>
    <message numerus="yes">
        <source>%Ln context(s)</source>
        <translation>
            <numerusform>%Ln context</numerusform>
            <numerusform>%Ln contexts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln connecting</source>
        <translation>
            <numerusform>%Ln connecting</numerusform>
            <numerusform>%Ln connecting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln slow</source>
        <translation>
            <numerusform>%Ln slow</numerusform>
            <numerusform>%Ln slow</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln lost</source>
        <translation>
            <numerusform>%Ln lost</numerusform>
            <numerusform>%Ln lost</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed</source>
        <translation>
            <numerusform>%Ln failed</numerusform>
            <numerusform>%Ln failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln question(s) waiting</source>
        <translation>
            <numerusform>%Ln question waiting</numerusform>
            <numerusform>%Ln questions waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln script(s) connected</source>
        <translation>
            <numerusform>%Ln script connected</numerusform>
            <numerusform>%Ln scripts connected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::TransferText</name>
    <message numerus="yes">
        <source> and %Ln more</source>
        <comment>paths</comment>
        <translation>
            <numerusform> and %Ln more</numerusform>
            <numerusform> and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::TransfersPane</name>
    <message numerus="yes">
        <source>%Ln at once</source>
        <translation>
            <numerusform>%Ln at once</numerusform>
            <numerusform>%Ln at once</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::ValueText</name>
    <message numerus="yes">
        <source>%Ln byte(s)</source>
        <translation>
            <numerusform>%Ln byte</numerusform>
            <numerusform>%Ln bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>text, %Ln character(s)</source>
        <translation>
            <numerusform>text, %Ln character</numerusform>
            <numerusform>text, %Ln characters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>list, %Ln item(s)</source>
        <translation>
            <numerusform>list, %Ln item</numerusform>
            <numerusform>list, %Ln items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>tuple, %Ln item(s)</source>
        <translation>
            <numerusform>tuple, %Ln item</numerusform>
            <numerusform>tuple, %Ln items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>dictionary, %Ln entry(s)</source>
        <translation>
            <numerusform>dictionary, %Ln entry</numerusform>
            <numerusform>dictionary, %Ln entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>blob, %Ln byte(s)</source>
        <translation>
            <numerusform>blob, %Ln byte</numerusform>
            <numerusform>blob, %Ln bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>keywords, %Ln entry(s)</source>
        <translation>
            <numerusform>keywords, %Ln entry</numerusform>
            <numerusform>keywords, %Ln entries</numerusform>
        </translation>
    </message>
</context>
</TS>
