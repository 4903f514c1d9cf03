<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>rz::app::CallRun</name>
    <message numerus="yes">
        <source>%n value(s) so far</source>
        <translation>
            <numerusform>%n value so far</numerusform>
            <numerusform>%n values so far</numerusform>
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
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::LogPane</name>
    <message numerus="yes">
        <source>Paused, %n line(s) waiting</source>
        <translation>
            <numerusform>Paused, %n line waiting</numerusform>
            <numerusform>Paused, %n lines waiting</numerusform>
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
    <name>rz::app::StatsPane</name>
    <message numerus="yes">
        <source>%n link(s)</source>
        <translation>
            <numerusform>%n link</numerusform>
            <numerusform>%n links</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) under way</source>
        <translation>
            <numerusform>%n call under way</numerusform>
            <numerusform>%n calls under way</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thread(s)</source>
        <translation>
            <numerusform>%n thread</numerusform>
            <numerusform>%n threads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n descriptor(s)</source>
        <translation>
            <numerusform>%n descriptor</numerusform>
            <numerusform>%n descriptors</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::StatusSummary</name>
    <message numerus="yes">
        <source>%n context(s)</source>
        <translation>
            <numerusform>%n context</numerusform>
            <numerusform>%n contexts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n connecting</source>
        <translation>
            <numerusform>%n connecting</numerusform>
            <numerusform>%n connecting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slow</source>
        <translation>
            <numerusform>%n slow</numerusform>
            <numerusform>%n slow</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lost</source>
        <translation>
            <numerusform>%n lost</numerusform>
            <numerusform>%n lost</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n question(s) waiting</source>
        <translation>
            <numerusform>%n question waiting</numerusform>
            <numerusform>%n questions waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::ValueText</name>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation>
            <numerusform>%n byte</numerusform>
            <numerusform>%n bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>text, %n character(s)</source>
        <translation>
            <numerusform>text, %n character</numerusform>
            <numerusform>text, %n characters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>list, %n item(s)</source>
        <translation>
            <numerusform>list, %n item</numerusform>
            <numerusform>list, %n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>tuple, %n item(s)</source>
        <translation>
            <numerusform>tuple, %n item</numerusform>
            <numerusform>tuple, %n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>dictionary, %n entry(s)</source>
        <translation>
            <numerusform>dictionary, %n entry</numerusform>
            <numerusform>dictionary, %n entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>blob, %n byte(s)</source>
        <translation>
            <numerusform>blob, %n byte</numerusform>
            <numerusform>blob, %n bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>keywords, %n entry(s)</source>
        <translation>
            <numerusform>keywords, %n entry</numerusform>
            <numerusform>keywords, %n entries</numerusform>
        </translation>
    </message>
</context>
</TS>
