<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>rz::advice</name>
    <message>
        <source>Something else than Mitogen listens there.</source>
        <translation>Dort lauscht etwas anderes als Mitogen.</translation>
    </message>
    <message>
        <source>Attach as the user who runs the program.</source>
        <translation>Hängen Sie sich als der Benutzer an, unter dem das Programm läuft.</translation>
    </message>
    <message>
        <source>See whether the program still runs, and try again.</source>
        <translation>Sehen Sie nach, ob das Programm noch läuft, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>There is no such socket: the program has ended, or it listens elsewhere.</source>
        <translation>Einen solchen Socket gibt es nicht: Das Programm ist beendet, oder es lauscht anderswo.</translation>
    </message>
    <message>
        <source>Look at the list of sockets that were found, or ask the program for its path.</source>
        <translation>Sehen Sie in der Liste der gefundenen Sockets nach, oder lassen Sie sich den Pfad vom Programm nennen.</translation>
    </message>
    <message>
        <source>Nobody listens at this socket any more: the program ended without removing it.</source>
        <translation>An diesem Socket lauscht niemand mehr: Das Programm wurde beendet, ohne ihn zu entfernen.</translation>
    </message>
    <message>
        <source>Start the program again, or remove the file.</source>
        <translation>Starten Sie das Programm noch einmal, oder entfernen Sie die Datei.</translation>
    </message>
    <message>
        <source>This is not a socket.</source>
        <translation>Das ist kein Socket.</translation>
    </message>
    <message>
        <source>Give the path of a socket, such as /tmp/mitogen_unix_ab12cd34.sock.</source>
        <translation>Geben Sie den Pfad eines Sockets an, etwa /tmp/mitogen_unix_ab12cd34.sock.</translation>
    </message>
    <message>
        <source>The socket, or a directory on the way to it, is closed to this user.</source>
        <translation>Der Socket oder ein Verzeichnis auf dem Weg dorthin ist für diesen Benutzer gesperrt.</translation>
    </message>
    <message>
        <source>Whoever listens there is another user.</source>
        <translation>Dort lauscht ein anderer Benutzer.</translation>
    </message>
    <message>
        <source>The program takes no connections: it is stopped, or very busy.</source>
        <translation>Das Programm nimmt keine Verbindung an: Es ist angehalten oder sehr beschäftigt.</translation>
    </message>
    <message>
        <source>The program refused this connection.</source>
        <translation>Das Programm hat diese Verbindung abgelehnt.</translation>
    </message>
    <message>
        <source>It has ended, or it is not Mitogen.</source>
        <translation>Es ist beendet, oder es ist nicht Mitogen.</translation>
    </message>
    <message>
        <source>See whether the program still runs.</source>
        <translation>Sehen Sie nach, ob das Programm noch läuft.</translation>
    </message>
    <message>
        <source>It is stopped or very busy, it asks its user first, or it is not Mitogen.</source>
        <translation>Es ist angehalten oder sehr beschäftigt, es fragt erst seinen Benutzer, oder es ist nicht Mitogen.</translation>
    </message>
    <message>
        <source>See whether the program still runs and asks something, and allow more time.</source>
        <translation>Sehen Sie nach, ob das Programm noch läuft und etwas fragt, und lassen Sie ihm mehr Zeit.</translation>
    </message>
    <message>
        <source>Give the path of a socket that mitogen.unix listens at.</source>
        <translation>Geben Sie den Pfad eines Sockets an, an dem mitogen.unix lauscht.</translation>
    </message>
    <message>
        <source>It has ended.</source>
        <translation>Es ist beendet.</translation>
    </message>
    <message>
        <source>It is stopped or very busy, or it is not Mitogen.</source>
        <translation>Es ist angehalten oder sehr beschäftigt, oder es ist nicht Mitogen.</translation>
    </message>
</context>
<context>
    <name>rz::app::Actions</name>
    <message>
        <source>&amp;Connect…</source>
        <translation>&amp;Verbinden …</translation>
    </message>
    <message>
        <source>Connect to a new context</source>
        <translation>Mit einem neuen Kontext verbinden</translation>
    </message>
    <message>
        <source>Type a chain to connect to</source>
        <translation>Eine Kette eingeben und verbinden</translation>
    </message>
    <message>
        <source>Connect c&amp;hild…</source>
        <translation>&amp;Unterkontext verbinden …</translation>
    </message>
    <message>
        <source>Start a context from the chosen one</source>
        <translation>Vom gewählten Kontext aus einen weiteren starten</translation>
    </message>
    <message>
        <source>&amp;Reconnect</source>
        <translation>&amp;Neu verbinden</translation>
    </message>
    <message>
        <source>Make the context again, and what was below it</source>
        <translation>Den Kontext und alles darunter neu aufbauen</translation>
    </message>
    <message>
        <source>&amp;Disconnect</source>
        <translation>&amp;Trennen</translation>
    </message>
    <message>
        <source>End the context and what is below it</source>
        <translation>Den Kontext und alles darunter beenden</translation>
    </message>
    <message>
        <source>C&amp;ancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Stop connecting</source>
        <translation>Das Verbinden abbrechen</translation>
    </message>
    <message>
        <source>Copy cha&amp;in</source>
        <translation>&amp;Kette kopieren</translation>
    </message>
    <message>
        <source>Copy how the context is reached, as text</source>
        <translation>Den Weg zum Kontext als Text kopieren</translation>
    </message>
    <message>
        <source>&amp;Forget</source>
        <translation>V&amp;ergessen</translation>
    </message>
    <message>
        <source>Take the context and what is below it out of the list</source>
        <translation>Den Kontext und alles darunter aus der Liste nehmen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>End Rhizome and all its contexts</source>
        <translation>Rhizome und alle seine Kontexte beenden</translation>
    </message>
    <message>
        <source>&amp;Previous context</source>
        <translation>&amp;Voriger Kontext</translation>
    </message>
    <message>
        <source>&amp;Next context</source>
        <translation>&amp;Nächster Kontext</translation>
    </message>
    <message>
        <source>&amp;First child</source>
        <translation>&amp;Erster Unterkontext</translation>
    </message>
    <message>
        <source>Open the question that has waited longest</source>
        <translation>Die Frage öffnen, die am längsten wartet</translation>
    </message>
    <message>
        <source>&amp;Overview</source>
        <translation>&amp;Übersicht</translation>
    </message>
    <message>
        <source>&amp;Calls</source>
        <translation>&amp;Aufrufe</translation>
    </message>
    <message>
        <source>Conte&amp;xts</source>
        <translation>&amp;Kontexte</translation>
    </message>
    <message>
        <source>&amp;Logs</source>
        <translation>&amp;Protokoll</translation>
    </message>
    <message>
        <source>&amp;Routes</source>
        <translation>&amp;Routen</translation>
    </message>
    <message>
        <source>&amp;Stats</source>
        <translation>&amp;Statistik</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>&amp;Anordnung zurücksetzen</translation>
    </message>
    <message>
        <source>Put all panes where they were at first</source>
        <translation>Alle Bereiche an ihren ursprünglichen Platz setzen</translation>
    </message>
    <message>
        <source>Forget &amp;secrets of this run</source>
        <translation>&amp;Geheimnisse dieser Sitzung vergessen</translation>
    </message>
    <message>
        <source>Wipe the passwords remembered until Rhizome ends</source>
        <translation>Die bis zum Ende von Rhizome gemerkten Passwörter löschen</translation>
    </message>
    <message>
        <source>&amp;About Rhizome</source>
        <translation>Ü&amp;ber Rhizome</translation>
    </message>
    <message>
        <source>Q&amp;uick connect</source>
        <translation>&amp;Schnell verbinden</translation>
    </message>
    <message>
        <source>Connec&amp;tion</source>
        <translation>Verb&amp;indung</translation>
    </message>
    <message>
        <source>P&amp;arent context</source>
        <translation>Ü&amp;bergeordneter Kontext</translation>
    </message>
    <message>
        <source>Pro&amp;mpts</source>
        <translation>Fra&amp;gen</translation>
    </message>
    <message>
        <source>Oldest &amp;question</source>
        <translation>Ä&amp;lteste Frage</translation>
    </message>
    <message>
        <source>Sa&amp;ve this connection…</source>
        <translation>Diese Verbindung spe&amp;ichern …</translation>
    </message>
    <message>
        <source>Keep how the context is reached among the saved hosts</source>
        <translation>Den Weg zum Kontext unter den gespeicherten Rechnern ablegen</translation>
    </message>
    <message>
        <source>&amp;Hosts</source>
        <translation>Re&amp;chner</translation>
    </message>
    <message>
        <source>&amp;Transfer files…</source>
        <translation>&amp;Dateien übertragen …</translation>
    </message>
    <message>
        <source>Copy files to the chosen context, or from there</source>
        <translation>Dateien zum gewählten Kontext kopieren oder von dort</translation>
    </message>
    <message>
        <source>Transf&amp;ers</source>
        <translation>Über&amp;tragungen</translation>
    </message>
    <message>
        <source>&amp;Detach</source>
        <translation>Ab&amp;hängen</translation>
    </message>
    <message>
        <source>Let go of the program; it and its contexts go on</source>
        <translation>Das Programm loslassen; es läuft mit seinen Kontexten weiter</translation>
    </message>
    <message>
        <source>Attach to pro&amp;gram…</source>
        <translation>An &amp;Programm anhängen …</translation>
    </message>
    <message>
        <source>Use the contexts of a Mitogen program that runs on this machine</source>
        <translation>Die Kontexte eines Mitogen-Programms verwenden, das auf dieser Maschine läuft</translation>
    </message>
    <message>
        <source>Give a context of the chosen program a row, which the search did not find</source>
        <translation>Einem Kontext des gewählten Programms eine Zeile geben, den die Suche nicht gefunden hat</translation>
    </message>
    <message>
        <source>&amp;Look for its contexts</source>
        <translation>Nach seinen Kontexten su&amp;chen</translation>
    </message>
    <message>
        <source>Search the chosen program for contexts again</source>
        <translation>Das gewählte Programm noch einmal nach Kontexten durchsuchen</translation>
    </message>
    <message>
        <source>Scripts that use Mitogen can call functions here; you are asked about each</source>
        <translation>Skripte mit Mitogen können hier Funktionen aufrufen; zu jedem werden Sie gefragt</translation>
    </message>
    <message>
        <source>How scripts reach these contexts, and which do</source>
        <translation>Wie Skripte diese Kontexte erreichen, und welche es tun</translation>
    </message>
    <message>
        <source>Add conte&amp;xt by id…</source>
        <translation>Konte&amp;xt nach Kennung hinzufügen …</translation>
    </message>
    <message>
        <source>Let &amp;Python scripts use these contexts</source>
        <translation>P&amp;ython-Skripte diese Kontexte verwenden lassen</translation>
    </message>
    <message>
        <source>Pyth&amp;on scripts…</source>
        <translation>Pyth&amp;on-Skripte …</translation>
    </message>
    <message>
        <source>S&amp;erve files…</source>
        <translation>Dateien bereitste&amp;llen …</translation>
    </message>
    <message>
        <source>Choose what contexts may fetch from this machine, and see what they fetched</source>
        <translation>Auswählen, was Kontexte von diesem Rechner abholen dürfen, und sehen, was sie abgeholt haben</translation>
    </message>
</context>
<context>
    <name>rz::app::AddContextDialog</name>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add a context of %1</source>
        <translation>Kontext von %1 hinzufügen</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Kennung</translation>
    </message>
    <message>
        <source>3</source>
        <translation>3</translation>
    </message>
    <message>
        <source>A context that the search did not find, by its id there. Python shows it as Context(3, &apos;ssh.web1&apos;), in logs and where a context is printed.</source>
        <translation>Ein Kontext, den die Suche nicht gefunden hat, nach seiner Kennung dort. Python zeigt ihn als Context(3, &apos;ssh.web1&apos;), in Protokollen und wo ein Kontext ausgegeben wird.</translation>
    </message>
    <message>
        <source>The context is being asked.</source>
        <translation>Der Kontext wird gefragt.</translation>
    </message>
    <message>
        <source>An id is a whole number above 0; 0 is the program itself.</source>
        <translation>Eine Kennung ist eine ganze Zahl über 0; 0 ist das Programm selbst.</translation>
    </message>
    <message>
        <source>Asking context %1…</source>
        <translation>Kontext %1 wird gefragt …</translation>
    </message>
    <message>
        <source>It did not answer in time; it may be busy with a call. Try again when that is over.</source>
        <translation>Er hat nicht rechtzeitig geantwortet; vielleicht ist er mit einem Aufruf beschäftigt. Versuchen Sie es danach noch einmal.</translation>
    </message>
    <message>
        <source>No context answers to this id. Seen: %1</source>
        <translation>Unter dieser Kennung antwortet kein Kontext. Gesehen: %1</translation>
    </message>
</context>
<context>
    <name>rz::app::AttachDialog</name>
    <message>
        <source>No program listens</source>
        <translation>Kein Programm horcht</translation>
    </message>
    <message>
        <source>Mitogen programs of yours appear here when they call mitogen.unix.Listener. Start one and look again, or give the path of its socket below.</source>
        <translation>Ihre Mitogen-Programme erscheinen hier, wenn sie mitogen.unix.Listener aufrufen. Starten Sie eines und suchen Sie noch einmal, oder geben Sie unten den Pfad seines Sockets an.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal suchen</translation>
    </message>
    <message>
        <source>Attach</source>
        <translation>Anhängen</translation>
    </message>
    <message>
        <source>Attach to a program</source>
        <translation>An ein Programm anhängen</translation>
    </message>
    <message>
        <source>See which programs listen now</source>
        <translation>Nachsehen, welche Programme jetzt horchen</translation>
    </message>
    <message>
        <source>Socket</source>
        <translation>Socket</translation>
    </message>
    <message>
        <source>/tmp/mitogen_unix_….sock</source>
        <translation>/tmp/mitogen_unix_….sock</translation>
    </message>
    <message>
        <source>Programs that listen</source>
        <translation>Programme, die horchen</translation>
    </message>
    <message>
        <source>A Mitogen program that listens lets you call functions in its contexts. It goes on when you detach.</source>
        <translation>Ein Mitogen-Programm, das horcht, lässt Sie Funktionen in seinen Kontexten aufrufen. Es läuft weiter, wenn Sie abhängen.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Auswählen …</translation>
    </message>
    <message>
        <source>Choose the file of a socket</source>
        <translation>Datei eines Sockets auswählen</translation>
    </message>
    <message>
        <source>Choose a program above, or give the path of its socket.</source>
        <translation>Wählen Sie oben ein Programm, oder geben Sie den Pfad seines Sockets an.</translation>
    </message>
    <message>
        <source>The path of a socket begins with /.</source>
        <translation>Der Pfad eines Sockets beginnt mit /.</translation>
    </message>
</context>
<context>
    <name>rz::app::CallLine</name>
    <message>
        <source>Arguments without a name go before those with one.</source>
        <translation>Argumente ohne Namen stehen vor denen mit Namen.</translation>
    </message>
    <message>
        <source>A space between arguments is missing.</source>
        <translation>Zwischen den Argumenten fehlt ein Leerzeichen.</translation>
    </message>
    <message>
        <source>“%1” is there twice.</source>
        <translation>„%1“ ist doppelt angegeben.</translation>
    </message>
    <message>
        <source>Type a function and its arguments: fs.list &quot;/etc&quot;</source>
        <translation>Geben Sie eine Funktion und ihre Argumente ein: fs.list &quot;/etc&quot;</translation>
    </message>
    <message>
        <source>A function has the form module.function.</source>
        <translation>Eine Funktion hat die Form modul.funktion.</translation>
    </message>
    <message>
        <source>A value after “=” is missing.</source>
        <translation>Nach „=“ fehlt ein Wert.</translation>
    </message>
</context>
<context>
    <name>rz::app::CallListModel</name>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>state of a call and how long it took</comment>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>rz::app::CallRun</name>
    <message numerus="yes">
        <source>%Ln value(s) so far</source>
        <translation>
            <numerusform>bisher %Ln Wert</numerusform>
            <numerusform>bisher %Ln Werte</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::CallsPage</name>
    <message>
        <source>This desktop itself</source>
        <translation>Dieses Programm selbst</translation>
    </message>
    <message>
        <source>Functions run in contexts. Choose one on the left, or connect to one.</source>
        <translation>Funktionen laufen in Kontexten. Wählen Sie links einen aus oder verbinden Sie einen.</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>Its functions are shown as soon as it is connected.</source>
        <translation>Seine Funktionen erscheinen, sobald er verbunden ist.</translation>
    </message>
    <message>
        <source>Asking for its functions…</source>
        <translation>Funktionen werden abgefragt …</translation>
    </message>
    <message>
        <source>It does not tell its functions</source>
        <translation>Er nennt seine Funktionen nicht</translation>
    </message>
    <message>
        <source>%1
Calls can be typed above: os.getpid</source>
        <comment>an error of the context</comment>
        <translation>%1
Aufrufe lassen sich oben eingeben: os.getpid</translation>
    </message>
    <message>
        <source>Call it in %1 (%2)</source>
        <comment>context, shortcut</comment>
        <translation>In %1 aufrufen (%2)</translation>
    </message>
    <message>
        <source>The context is not connected</source>
        <translation>Der Kontext ist nicht verbunden</translation>
    </message>
    <message>
        <source>Character %1: %2</source>
        <translation>Zeichen %1: %2</translation>
    </message>
    <message>
        <source>Type a call</source>
        <translation>Aufruf eingeben</translation>
    </message>
    <message>
        <source>Type a call: fs.list &quot;/etc&quot; limit=100</source>
        <translation>Aufruf eingeben: fs.list &quot;/etc&quot; limit=100</translation>
    </message>
    <message>
        <source>A function and its arguments in JSON; Enter runs it, Up brings back earlier calls</source>
        <translation>Eine Funktion und ihre Argumente in JSON; die Eingabetaste führt sie aus, Pfeil hoch holt frühere Aufrufe zurück</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Run the typed call</source>
        <translation>Den eingegebenen Aufruf ausführen</translation>
    </message>
    <message>
        <source>Run the typed call (Enter)</source>
        <translation>Den eingegebenen Aufruf ausführen (Eingabetaste)</translation>
    </message>
    <message>
        <source>No function chosen</source>
        <translation>Keine Funktion gewählt</translation>
    </message>
    <message>
        <source>Choose one on the left; its parameters are filled in here.</source>
        <translation>Wählen Sie links eine aus; ihre Parameter werden hier ausgefüllt.</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>Remove finished calls</source>
        <translation>Beendete Aufrufe entfernen</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Edit and run</source>
        <translation>Bearbeiten und ausführen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Clear the history</source>
        <translation>Verlauf leeren</translation>
    </message>
    <message>
        <source>The calls of this run are listed here.</source>
        <translation>Hier stehen die Aufrufe dieser Sitzung.</translation>
    </message>
    <message>
        <source>Calls are remembered here from run to run, without their secrets.</source>
        <translation>Aufrufe werden hier von Sitzung zu Sitzung behalten, ohne ihre Geheimnisse.</translation>
    </message>
    <message>
        <source>The program takes no calls</source>
        <translation>Das Programm nimmt keine Aufrufe an</translation>
    </message>
    <message>
        <source>Functions can be called in its contexts, not in the program itself. Choose one of them on the left.</source>
        <translation>Funktionen lassen sich in seinen Kontexten aufrufen, nicht im Programm selbst. Wählen Sie links einen davon.</translation>
    </message>
    <message>
        <source>Any Python function</source>
        <translation>Jede Python-Funktion</translation>
    </message>
    <message>
        <source>Type its name above, and its arguments in JSON:
os.listdir &quot;/etc&quot;
Functions of your own modules too, when these are on the PYTHONPATH.</source>
        <translation>Geben Sie oben ihren Namen ein und ihre Argumente in JSON:
os.listdir &quot;/etc&quot;
Auch Funktionen eigener Module, wenn diese im PYTHONPATH liegen.</translation>
    </message>
    <message>
        <source>Type a call: os.listdir &quot;/etc&quot;</source>
        <translation>Aufruf eingeben: os.listdir &quot;/etc&quot;</translation>
    </message>
    <message>
        <source>Type a call above:
os.listdir &quot;/etc&quot;</source>
        <translation>Geben Sie oben einen Aufruf ein:
os.listdir &quot;/etc&quot;</translation>
    </message>
    <message>
        <source>Choose a function on the left and run it, or type a call above:
fs.list &quot;/etc&quot;</source>
        <translation>Wählen Sie links eine Funktion und führen Sie sie aus, oder geben Sie oben einen Aufruf ein:
fs.list &quot;/etc&quot;</translation>
    </message>
    <message>
        <source>Type its name above, and its arguments in JSON:
os.listdir &quot;/etc&quot;
Functions of the program&apos;s own modules too.</source>
        <translation>Geben Sie oben ihren Namen ein und ihre Argumente in JSON:
os.listdir &quot;/etc&quot;
Auch Funktionen der eigenen Module des Programms.</translation>
    </message>
    <message>
        <source>Results of calls in its contexts are shown here.</source>
        <translation>Ergebnisse von Aufrufen in seinen Kontexten erscheinen hier.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Bring back the calls that were cleared</source>
        <translation>Die Aufrufe zurückholen, die im Verlauf waren</translation>
    </message>
    <message>
        <source>The history was cleared.</source>
        <translation>Der Verlauf wurde geleert.</translation>
    </message>
</context>
<context>
    <name>rz::app::ChainEditor</name>
    <message>
        <source>ssh:alice@web1|local</source>
        <translation>ssh:alice@web1|local</translation>
    </message>
    <message>
        <source>Chain</source>
        <translation>Kette</translation>
    </message>
    <message>
        <source>Hops of the chain</source>
        <translation>Stationen der Kette</translation>
    </message>
    <message>
        <source>Add hop</source>
        <translation>Station anfügen</translation>
    </message>
    <message>
        <source>Add a hop: the next context is started from this one</source>
        <translation>Eine Station anfügen: Der nächste Kontext wird von dieser aus gestartet</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>%1 (not installed)</source>
        <comment>a method</comment>
        <translation>%1 (nicht installiert)</translation>
    </message>
</context>
<context>
    <name>rz::app::ChainLine</name>
    <message>
        <source>%1 – %2</source>
        <comment>name of a saved host and its chain</comment>
        <translation>%1 – %2</translation>
    </message>
</context>
<context>
    <name>rz::app::ClientCard</name>
    <message>
        <source>Allow while it runs</source>
        <translation>Erlauben, solange es läuft</translation>
    </message>
    <message>
        <source>This process may connect again, until it ends</source>
        <translation>Dieser Prozess darf sich wieder verbinden, bis er endet</translation>
    </message>
    <message>
        <source>Allow once</source>
        <translation>Einmal erlauben</translation>
    </message>
    <message>
        <source>Let this connection in; ask again for the next</source>
        <translation>Diese Verbindung zulassen; bei der nächsten wieder fragen</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Prozess</translation>
    </message>
    <message>
        <source>Runs as</source>
        <translation>Läuft als</translation>
    </message>
    <message>
        <source>It says</source>
        <translation>Nennt sich</translation>
    </message>
</context>
<context>
    <name>rz::app::ClientModel</name>
    <message>
        <source>unknown program</source>
        <translation>unbekanntes Programm</translation>
    </message>
    <message>
        <source>in a container</source>
        <translation>in einem Container</translation>
    </message>
    <message>
        <source>you</source>
        <comment>user of a program</comment>
        <translation>Sie</translation>
    </message>
    <message>
        <source>Waits for your answer</source>
        <comment>state of a program</comment>
        <translation>Wartet auf Ihre Antwort</translation>
    </message>
    <message>
        <source>Connected</source>
        <comment>state of a program</comment>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Prozess</translation>
    </message>
    <message>
        <source>Runs as</source>
        <translation>Läuft als</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
</context>
<context>
    <name>rz::app::CommandLine</name>
    <message>
        <source>Connect to this chain at start, such as &quot;ssh:alice@web1|local&quot;.</source>
        <translation>Beim Start mit dieser Kette verbinden, etwa „ssh:alice@web1|local“.</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Keep settings in this folder instead of the user&apos;s.</source>
        <translation>Einstellungen in diesem Ordner statt in dem des Benutzers ablegen.</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Live trees of remote contexts, over anything that can start a process.</source>
        <translation>Lebende Bäume entfernter Kontexte, über alles, was einen Prozess starten kann.</translation>
    </message>
    <message>
        <source>Unexpected argument “%1”; a chain is given with --chain.</source>
        <translation>Unerwartetes Argument „%1“; eine Kette wird mit --chain angegeben.</translation>
    </message>
    <message>
        <source>--chain: %1</source>
        <translation>--chain: %1</translation>
    </message>
</context>
<context>
    <name>rz::app::ConnectDialog</name>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Connect below %1</source>
        <translation>Unter %1 verbinden</translation>
    </message>
    <message>
        <source>Starts from the desktop.</source>
        <translation>Beginnt beim Desktop.</translation>
    </message>
    <message>
        <source>Starts from %1.</source>
        <translation>Beginnt bei %1.</translation>
    </message>
</context>
<context>
    <name>rz::app::ConnectDraft</name>
    <message>
        <source>The chain cannot be read: %1</source>
        <translation>Die Kette ist nicht zu verstehen: %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a hop and what is wrong with it</comment>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>rz::app::Connecting</name>
    <message>
        <source>Connect &amp;by</source>
        <translation>Verbinden &amp;über</translation>
    </message>
    <message>
        <source>Connect child b&amp;y</source>
        <translation>Unterkontext verbinden üb&amp;er</translation>
    </message>
</context>
<context>
    <name>rz::app::ContextDelegate</name>
    <message>
        <source>root</source>
        <comment>mark of a context that runs as root</comment>
        <translation>root</translation>
    </message>
    <message>
        <source>Python</source>
        <comment>mark of a context that is a Python process</comment>
        <translation>Python</translation>
    </message>
    <message>
        <source>attached</source>
        <comment>mark of a program that we are attached to</comment>
        <translation>angehängt</translation>
    </message>
</context>
<context>
    <name>rz::app::ContextDirectory</name>
    <message>
        <source>desktop</source>
        <comment>the context of this program</comment>
        <translation>Desktop</translation>
    </message>
    <message>
        <source>context %1</source>
        <translation>Kontext %1</translation>
    </message>
</context>
<context>
    <name>rz::app::ContextModel</name>
    <message>
        <source>desktop</source>
        <comment>the context of the program itself</comment>
        <translation>Desktop</translation>
    </message>
    <message>
        <source>This program. Contexts are started from here.</source>
        <translation>Dieses Programm. Von hier aus werden Kontexte gestartet.</translation>
    </message>
    <message>
        <source>Round-trip time of the last ping</source>
        <translation>Umlaufzeit des letzten Pings</translation>
    </message>
    <message>
        <source>Bytes received from this context</source>
        <translation>Von diesem Kontext empfangene Bytes</translation>
    </message>
    <message>
        <source>Bytes sent to this context</source>
        <translation>An diesen Kontext gesendete Bytes</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Kontext</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identität</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>RTT</source>
        <translation>RTT</translation>
    </message>
    <message>
        <source>In</source>
        <comment>traffic</comment>
        <translation>Ein</translation>
    </message>
    <message>
        <source>Out</source>
        <comment>traffic</comment>
        <translation>Aus</translation>
    </message>
</context>
<context>
    <name>rz::app::ContextsPane</name>
    <message>
        <source>Filter contexts</source>
        <translation>Kontexte filtern</translation>
    </message>
    <message>
        <source>No contexts yet</source>
        <translation>Noch keine Kontexte</translation>
    </message>
    <message>
        <source>A context is a small process on this machine, on a host over ssh, as another user or in a container. Connect to one and it appears here.</source>
        <translation>Ein Kontext ist ein kleiner Prozess auf diesem Rechner, über ssh auf einem anderen, als anderer Benutzer oder in einem Container. Verbinden Sie einen, und er erscheint hier.</translation>
    </message>
    <message>
        <source>No context matches</source>
        <translation>Kein Kontext passt</translation>
    </message>
    <message>
        <source>The filter looks at names, states, identities and ids.</source>
        <translation>Der Filter sucht in Namen, Zuständen, Identitäten und IDs.</translation>
    </message>
    <message>
        <source>Contexts</source>
        <translation>Kontexte</translation>
    </message>
    <message>
        <source>Order as connected</source>
        <translation>In der Reihenfolge des Verbindens</translation>
    </message>
    <message>
        <source>Columns of &amp;contexts</source>
        <translation>Spalten der &amp;Kontexte</translation>
    </message>
</context>
<context>
    <name>rz::app::DeleteQuestion</name>
    <message>
        <source>Delete extra files?</source>
        <translation>Überzählige Dateien löschen?</translation>
    </message>
    <message>
        <source>Delete what the source does not have?</source>
        <translation>Löschen, was die Quelle nicht hat?</translation>
    </message>
    <message>
        <source>In %1, whatever is not in the source will be deleted. That cannot be undone.</source>
        <translation>In %1 wird alles gelöscht, was nicht in der Quelle ist. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>Delete and transfer</source>
        <translation>Löschen und übertragen</translation>
    </message>
    <message>
        <source>Only show what would be done</source>
        <translation>Nur zeigen, was geschähe</translation>
    </message>
    <message>
        <source>In these places, whatever is not in the source will be deleted. That cannot be undone.</source>
        <translation>An diesen Orten wird alles gelöscht, was nicht in der Quelle ist. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <comment>places</comment>
        <translation>
            <numerusform>und %Ln weiterer</numerusform>
            <numerusform>und %Ln weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::DialogButtons</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>rz::app::ErrorText</name>
    <message>
        <source>%1: %2</source>
        <comment>label and text of one line of an error report</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>The function failed</source>
        <translation>Die Funktion ist fehlgeschlagen</translation>
    </message>
    <message>
        <source>The conversation ended</source>
        <translation>Das Gespräch wurde beendet</translation>
    </message>
    <message>
        <source>The queue was closed</source>
        <translation>Die Warteschlange wurde geschlossen</translation>
    </message>
    <message>
        <source>The connection broke</source>
        <translation>Die Verbindung ist abgerissen</translation>
    </message>
    <message>
        <source>No answer in time</source>
        <translation>Keine rechtzeitige Antwort</translation>
    </message>
    <message>
        <source>The other end closed early</source>
        <translation>Die Gegenseite hat zu früh geschlossen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Not authenticated</source>
        <translation>Nicht angemeldet</translation>
    </message>
    <message>
        <source>Host key not trusted</source>
        <translation>Hostschlüssel nicht vertrauenswürdig</translation>
    </message>
    <message>
        <source>Unreadable answer</source>
        <translation>Unlesbare Antwort</translation>
    </message>
    <message>
        <source>Not possible as asked</source>
        <translation>So nicht möglich</translation>
    </message>
    <message>
        <source>The system refused</source>
        <translation>Das System hat abgelehnt</translation>
    </message>
    <message>
        <source>Hop</source>
        <translation>Station</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>Beobachtet</translation>
    </message>
    <message>
        <source>Likely cause</source>
        <translation>Wahrscheinliche Ursache</translation>
    </message>
    <message>
        <source>What to try</source>
        <translation>Was helfen kann</translation>
    </message>
    <message>
        <source>Trace</source>
        <translation>Ablaufverfolgung</translation>
    </message>
    <message>
        <source>Could not connect</source>
        <translation>Keine Verbindung zustande gekommen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>what kind of failure, and its sentence</comment>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>rz::app::FetchModel</name>
    <message>
        <source>Being sent</source>
        <translation>Wird gesendet</translation>
    </message>
    <message>
        <source>Sent</source>
        <comment>file</comment>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Not served</source>
        <translation>Nicht bereitgestellt</translation>
    </message>
    <message>
        <source>Failed</source>
        <comment>file</comment>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Broken off</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>%1 (context %2)</source>
        <translation>%1 (Kontext %2)</translation>
    </message>
    <message>
        <source>Files go over a link one after another</source>
        <translation>Dateien gehen nacheinander über eine Verbindung</translation>
    </message>
    <message>
        <source>All of it is on its way</source>
        <translation>Alles ist unterwegs</translation>
    </message>
    <message>
        <source>It is not one of the files and folders that you chose</source>
        <translation>Es gehört nicht zu den Dateien und Ordnern, die Sie gewählt haben</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Kontext</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
</context>
<context>
    <name>rz::app::FileChooser</name>
    <message>
        <source>Cannot write %1: %2</source>
        <translation>%1 lässt sich nicht schreiben: %2</translation>
    </message>
</context>
<context>
    <name>rz::app::FilterEdit</name>
    <message>
        <source>%1 (%2)</source>
        <comment>what a field is for, and its shortcut</comment>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>rz::app::Format</name>
    <message>
        <source>%1 B</source>
        <translation>%1 B</translation>
    </message>
    <message>
        <source>%1 kB</source>
        <translation>%1 kB</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 MB</translation>
    </message>
    <message>
        <source>%1 GB</source>
        <translation>%1 GB</translation>
    </message>
    <message>
        <source>%1 TB</source>
        <translation>%1 TB</translation>
    </message>
    <message>
        <source>%1 B/s</source>
        <translation>%1 B/s</translation>
    </message>
    <message>
        <source>%1 kB/s</source>
        <translation>%1 kB/s</translation>
    </message>
    <message>
        <source>%1 MB/s</source>
        <translation>%1 MB/s</translation>
    </message>
    <message>
        <source>%1 GB/s</source>
        <translation>%1 GB/s</translation>
    </message>
    <message>
        <source>%1 TB/s</source>
        <translation>%1 TB/s</translation>
    </message>
    <message numerus="yes">
        <source>%1 byte(s)</source>
        <comment>exact size</comment>
        <translation>
            <numerusform>%1 Byte</numerusform>
            <numerusform>%1 Bytes</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 µs</source>
        <comment>microseconds</comment>
        <translation>%1 µs</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <comment>milliseconds</comment>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <comment>seconds</comment>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <comment>minutes, seconds</comment>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <comment>hours, minutes</comment>
        <translation>%1 h %2 min</translation>
    </message>
    <message numerus="yes">
        <source>%Ln day(s)</source>
        <translation>
            <numerusform>%Ln Tag</numerusform>
            <numerusform>%Ln Tage</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::FunctionForm</name>
    <message>
        <source>%1 Left out: %2.</source>
        <comment>help of a parameter, what is used without it</comment>
        <translation>%1 Weggelassen: %2.</translation>
    </message>
    <message>
        <source>It takes no parameters.</source>
        <translation>Sie hat keine Parameter.</translation>
    </message>
    <message>
        <source>Type: %1</source>
        <translation>Typ: %1</translation>
    </message>
    <message>
        <source>Shown below as it arrives.</source>
        <translation>Wird unten angezeigt, sobald es eintrifft.</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>Weglassen</translation>
    </message>
    <message>
        <source>Leave out %1</source>
        <translation>%1 weglassen</translation>
    </message>
    <message>
        <source>⚠ %1</source>
        <comment>what is wrong with a field</comment>
        <translation>⚠ %1</translation>
    </message>
</context>
<context>
    <name>rz::app::FunctionList</name>
    <message>
        <source>Filter functions</source>
        <translation>Funktionen filtern</translation>
    </message>
    <message>
        <source>No function matches</source>
        <translation>Keine Funktion passt</translation>
    </message>
    <message>
        <source>The filter looks at names and descriptions.</source>
        <translation>Der Filter sucht in Namen und Beschreibungen.</translation>
    </message>
    <message>
        <source>Functions</source>
        <translation>Funktionen</translation>
    </message>
</context>
<context>
    <name>rz::app::FunctionModel</name>
    <message>
        <source>Others</source>
        <comment>functions without a module</comment>
        <translation>Andere</translation>
    </message>
</context>
<context>
    <name>rz::app::GroupDialog</name>
    <message>
        <source>New group</source>
        <translation>Neue Gruppe</translation>
    </message>
    <message>
        <source>Edit “%1”</source>
        <translation>„%1“ bearbeiten</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Hops of this method inherit what is set here, unless they say otherwise.</source>
        <translation>Stationen dieses Verfahrens übernehmen, was hier steht, sofern sie selbst nichts anderes angeben.</translation>
    </message>
    <message>
        <source>Settings for</source>
        <translation>Einstellungen für</translation>
    </message>
    <message>
        <source>The file of saved hosts cannot be read, so nothing can be saved now.</source>
        <translation>Die Datei der gespeicherten Rechner ist nicht lesbar, deshalb lässt sich jetzt nichts speichern.</translation>
    </message>
    <message>
        <source>A name is needed.</source>
        <translation>Ein Name fehlt noch.</translation>
    </message>
    <message>
        <source>The saved hosts were changed meanwhile, this group perhaps, too. Close this and edit it again.</source>
        <translation>Die gespeicherten Hosts wurden inzwischen geändert, vielleicht auch diese Gruppe. Schließen Sie dies und bearbeiten Sie sie erneut.</translation>
    </message>
    <message>
        <source>The group that it was to be in may not be there any more. Close this and choose it again.</source>
        <translation>Die Gruppe, in die sie kommen sollte, gibt es vielleicht nicht mehr. Schließen Sie dies und wählen Sie sie erneut.</translation>
    </message>
</context>
<context>
    <name>rz::app::HopCheck</name>
    <message>
        <source>%1 is needed.</source>
        <comment>a field</comment>
        <translation>%1 fehlt noch.</translation>
    </message>
    <message>
        <source>One of these is needed: %1.</source>
        <translation>Eines davon wird gebraucht: %1.</translation>
    </message>
    <message>
        <source>Only one of these can be given: %1.</source>
        <translation>Nur eines davon kann angegeben werden: %1.</translation>
    </message>
</context>
<context>
    <name>rz::app::HostActions</name>
    <message>
        <source>&amp;Connect</source>
        <translation>&amp;Verbinden</translation>
    </message>
    <message>
        <source>Connect to the chosen host (Enter)</source>
        <translation>Zum gewählten Rechner verbinden (Eingabetaste)</translation>
    </message>
    <message>
        <source>New &amp;host…</source>
        <translation>Neuer &amp;Rechner …</translation>
    </message>
    <message>
        <source>Save another host</source>
        <translation>Einen weiteren Rechner speichern</translation>
    </message>
    <message>
        <source>New &amp;group…</source>
        <translation>Neue &amp;Gruppe …</translation>
    </message>
    <message>
        <source>Add a group, whose hosts can share settings</source>
        <translation>Eine Gruppe anlegen, deren Rechner Einstellungen teilen können</translation>
    </message>
    <message>
        <source>&amp;Edit…</source>
        <translation>&amp;Bearbeiten …</translation>
    </message>
    <message>
        <source>Change the name, chain or settings</source>
        <translation>Namen, Kette oder Einstellungen ändern</translation>
    </message>
    <message>
        <source>Rena&amp;me</source>
        <translation>&amp;Umbenennen</translation>
    </message>
    <message>
        <source>Give it another name</source>
        <translation>Einen anderen Namen geben</translation>
    </message>
    <message>
        <source>D&amp;uplicate</source>
        <translation>&amp;Duplizieren</translation>
    </message>
    <message>
        <source>Save another one like it</source>
        <translation>Noch einen solchen Eintrag anlegen</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Take it out of the saved hosts</source>
        <translation>Aus den gespeicherten Rechnern entfernen</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>Rückgä&amp;ngig</translation>
    </message>
    <message>
        <source>Bring back what was deleted</source>
        <translation>Gelöschtes zurückholen</translation>
    </message>
    <message>
        <source>Copy cha&amp;in</source>
        <translation>&amp;Kette kopieren</translation>
    </message>
    <message>
        <source>Copy the chain as it is connected</source>
        <translation>Die Kette kopieren, wie sie verbunden wird</translation>
    </message>
    <message>
        <source>Read a&amp;gain</source>
        <translation>Erneut &amp;lesen</translation>
    </message>
    <message>
        <source>Read the file of saved hosts again</source>
        <translation>Die Datei der gespeicherten Rechner erneut lesen</translation>
    </message>
</context>
<context>
    <name>rz::app::HostBook</name>
    <message>
        <source>it is too large to be a list of hosts</source>
        <translation>Sie ist zu groß für eine Liste von Rechnern</translation>
    </message>
    <message>
        <source>The saved hosts cannot be read</source>
        <translation>Die gespeicherten Rechner sind nicht lesbar</translation>
    </message>
    <message>
        <source>%1: %2.
The file is left as it is. Once it is mended or moved away, it is read again.</source>
        <translation>%1: %2.
Die Datei bleibt, wie sie ist. Sobald sie in Ordnung gebracht oder entfernt ist, wird sie erneut gelesen.</translation>
    </message>
    <message>
        <source>The last change was not kept</source>
        <translation>Die letzte Änderung wurde nicht übernommen</translation>
    </message>
    <message>
        <source>%1 was changed by another program at the same time. What it says now is shown.</source>
        <translation>%1 wurde gleichzeitig von einem anderen Programm geändert. Gezeigt wird der jetzige Inhalt.</translation>
    </message>
    <message>
        <source>The saved hosts could not be written</source>
        <translation>Die gespeicherten Rechner konnten nicht geschrieben werden</translation>
    </message>
</context>
<context>
    <name>rz::app::HostDialog</name>
    <message>
        <source>Save a host</source>
        <translation>Rechner speichern</translation>
    </message>
    <message>
        <source>Edit “%1”</source>
        <translation>„%1“ bearbeiten</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>No group</source>
        <translation>Keine Gruppe</translation>
    </message>
    <message>
        <source>The file of saved hosts cannot be read, so nothing can be saved now.</source>
        <translation>Die Datei der gespeicherten Rechner ist nicht lesbar, deshalb lässt sich jetzt nichts speichern.</translation>
    </message>
    <message>
        <source>A name is needed.</source>
        <translation>Ein Name fehlt noch.</translation>
    </message>
    <message>
        <source>The saved hosts were changed meanwhile, this one perhaps, too. Close this and edit it again.</source>
        <translation>Die gespeicherten Hosts wurden inzwischen geändert, vielleicht auch dieser. Schließen Sie dies und bearbeiten Sie ihn erneut.</translation>
    </message>
    <message>
        <source>The group “%1” is not there any more. Choose another.</source>
        <translation>Die Gruppe „%1“ gibt es nicht mehr. Wählen Sie eine andere.</translation>
    </message>
</context>
<context>
    <name>rz::app::HostFile</name>
    <message>
        <source>%1: the settings of the group are no object</source>
        <translation>%1: Die Einstellungen der Gruppe sind kein Objekt</translation>
    </message>
    <message>
        <source>%1 is neither a host with name and chain nor a group</source>
        <translation>%1 ist weder ein Rechner mit Namen und Kette noch eine Gruppe</translation>
    </message>
    <message>
        <source>“hosts” is no list</source>
        <translation>„hosts“ ist keine Liste</translation>
    </message>
    <message>
        <source>Entry %1</source>
        <translation>Eintrag %1</translation>
    </message>
    <message>
        <source>Entry %1 of “%2”</source>
        <translation>Eintrag %1 von „%2“</translation>
    </message>
    <message>
        <source>it is no list of hosts</source>
        <translation>Sie ist keine Liste von Rechnern</translation>
    </message>
    <message>
        <source>it was written by a newer version of Rhizome</source>
        <translation>Sie wurde von einer neueren Version von Rhizome geschrieben</translation>
    </message>
</context>
<context>
    <name>rz::app::HostKeyCard</name>
    <message>
        <source>Accept and remember</source>
        <translation>Annehmen und merken</translation>
    </message>
    <message>
        <source>Accept once</source>
        <translation>Einmal annehmen</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Known key</source>
        <translation>Bekannter Schlüssel</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Neuer Schlüssel</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
</context>
<context>
    <name>rz::app::HostModel</name>
    <message>
        <source>SSH configuration</source>
        <comment>the group of the hosts of ~/.ssh/config</comment>
        <translation>SSH-Konfiguration</translation>
    </message>
    <message>
        <source>%1 (copy)</source>
        <comment>name of a duplicated host or group</comment>
        <translation>%1 (Kopie)</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Rechner</translation>
    </message>
    <message>
        <source>Chain</source>
        <translation>Kette</translation>
    </message>
</context>
<context>
    <name>rz::app::HostText</name>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>a setting and its value: Port 2222</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a connection method and its settings</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: %2, from %3</source>
        <comment>a hop, a setting and the group it is inherited from</comment>
        <translation>%1: %2, aus %3</translation>
    </message>
    <message>
        <source>As ~/.ssh/config has them</source>
        <translation>Wie sie in ~/.ssh/config stehen</translation>
    </message>
    <message>
        <source>Cannot be connected: %1</source>
        <translation>Nicht verbindbar: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1, group, %n host(s)</source>
        <translation>
            <numerusform>%1, Gruppe, %n Rechner</numerusform>
            <numerusform>%1, Gruppe, %n Rechner</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, cannot be connected: %2</source>
        <translation>%1, nicht verbindbar: %2</translation>
    </message>
</context>
<context>
    <name>rz::app::HostsPane</name>
    <message>
        <source>Filter hosts</source>
        <translation>Rechner filtern</translation>
    </message>
    <message>
        <source>No saved hosts yet</source>
        <translation>Noch keine gespeicherten Rechner</translation>
    </message>
    <message>
        <source>Save the chains you use under a name, in groups that share settings. Hosts of ~/.ssh/config appear here by themselves.</source>
        <translation>Speichern Sie die Ketten, die Sie benutzen, unter einem Namen und in Gruppen mit gemeinsamen Einstellungen. Rechner aus ~/.ssh/config erscheinen hier von selbst.</translation>
    </message>
    <message>
        <source>No host matches</source>
        <translation>Kein Rechner passt</translation>
    </message>
    <message>
        <source>The filter looks at names and chains.</source>
        <translation>Gefiltert werden Namen und Ketten.</translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation>Rechner</translation>
    </message>
    <message>
        <source>Save as a host of &amp;mine</source>
        <translation>Als eigenen Rechner &amp;speichern</translation>
    </message>
    <message>
        <source>D&amp;uplicate</source>
        <translation>&amp;Duplizieren</translation>
    </message>
    <message>
        <source>“%1” was deleted.</source>
        <translation>„%1“ wurde gelöscht.</translation>
    </message>
</context>
<context>
    <name>rz::app::JsonProblem</name>
    <message>
        <source>A value is missing</source>
        <translation>Ein Wert fehlt</translation>
    </message>
    <message>
        <source>The value is not finished</source>
        <translation>Der Wert ist nicht vollständig</translation>
    </message>
    <message>
        <source>This is no value; texts need double quotes</source>
        <translation>Das ist kein Wert; Texte brauchen doppelte Anführungszeichen</translation>
    </message>
    <message>
        <source>A key in double quotes is missing</source>
        <translation>Ein Schlüssel in doppelten Anführungszeichen fehlt</translation>
    </message>
    <message>
        <source>A colon after the key is missing</source>
        <translation>Nach dem Schlüssel fehlt ein Doppelpunkt</translation>
    </message>
    <message>
        <source>A comma or the closing bracket is missing</source>
        <translation>Ein Komma oder die schließende Klammer fehlt</translation>
    </message>
    <message>
        <source>There is more after the value</source>
        <translation>Nach dem Wert steht noch mehr</translation>
    </message>
    <message>
        <source>This is no number, or too large a one</source>
        <translation>Das ist keine Zahl oder eine zu große</translation>
    </message>
    <message>
        <source>Unknown escape after the backslash</source>
        <translation>Unbekanntes Zeichen nach dem umgekehrten Schrägstrich</translation>
    </message>
    <message>
        <source>Line breaks and control characters in texts need an escape</source>
        <translation>Zeilenumbrüche und Steuerzeichen in Texten müssen umschrieben werden</translation>
    </message>
    <message>
        <source>The text is not UTF-8</source>
        <translation>Der Text ist kein UTF-8</translation>
    </message>
    <message>
        <source>Nested too deeply</source>
        <translation>Zu tief verschachtelt</translation>
    </message>
    <message>
        <source>An object with one key that begins with “$” must be one of the known forms</source>
        <translation>Ein Objekt mit einem einzigen Schlüssel, der mit „$“ beginnt, muss eine der bekannten Formen sein</translation>
    </message>
    <message>
        <source>This form cannot have that content</source>
        <translation>Diese Form kann diesen Inhalt nicht haben</translation>
    </message>
    <message>
        <source>Line %1, column %2: %3</source>
        <translation>Zeile %1, Spalte %2: %3</translation>
    </message>
</context>
<context>
    <name>rz::app::KeptFiles</name>
    <message>
        <source>another process</source>
        <translation>ein anderer Prozess</translation>
    </message>
    <message>
        <source>process %1</source>
        <translation>Prozess %1</translation>
    </message>
    <message>
        <source>process %1 on %2</source>
        <comment>number, host</comment>
        <translation>Prozess %1 auf %2</translation>
    </message>
</context>
<context>
    <name>rz::app::LinksPage</name>
    <message>
        <source>Links</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Filter links</source>
        <translation>Verbindungen filtern</translation>
    </message>
    <message>
        <source>stats</source>
        <comment>name of a file</comment>
        <translation>statistik</translation>
    </message>
    <message>
        <source>No links yet</source>
        <translation>Noch keine Verbindungen</translation>
    </message>
    <message>
        <source>Each context this desktop is directly connected to is a link. Connect to one and what it carries is counted here.</source>
        <translation>Jeder Kontext, mit dem dieser Desktop direkt verbunden ist, ist eine Verbindung. Verbinden Sie einen, und was darüber läuft, wird hier gezählt.</translation>
    </message>
    <message>
        <source>No link matches</source>
        <translation>Keine Verbindung passt</translation>
    </message>
    <message>
        <source>The filter looks at the paths of contexts.</source>
        <translation>Der Filter sucht in den Pfaden der Kontexte.</translation>
    </message>
    <message>
        <source>%1: sent %2 (%3), received %4 (%5), %6, %7 queued</source>
        <translation>%1: gesendet %2 (%3), empfangen %4 (%5), %6, %7 in der Warteschlange</translation>
    </message>
    <message numerus="yes">
        <source>%Ln link(s)</source>
        <translation>
            <numerusform>%Ln Verbindung</numerusform>
            <numerusform>%Ln Verbindungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) under way</source>
        <translation>
            <numerusform>%Ln laufender Aufruf</numerusform>
            <numerusform>%Ln laufende Aufrufe</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::LogLevel</name>
    <message>
        <source>Critical</source>
        <comment>level of a log line</comment>
        <translation>Kritisch</translation>
    </message>
    <message>
        <source>Error</source>
        <comment>level of a log line</comment>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Warning</source>
        <comment>level of a log line</comment>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Info</source>
        <comment>level of a log line</comment>
        <translation>Info</translation>
    </message>
    <message>
        <source>Debug</source>
        <comment>level of a log line</comment>
        <translation>Debug</translation>
    </message>
    <message>
        <source>I/O</source>
        <comment>level of a log line</comment>
        <translation>E/A</translation>
    </message>
</context>
<context>
    <name>rz::app::LogModel</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Kontext</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
</context>
<context>
    <name>rz::app::LogPane</name>
    <message>
        <source>Filter log</source>
        <translation>Protokoll filtern</translation>
    </message>
    <message>
        <source>Nothing was logged yet</source>
        <translation>Noch nichts protokolliert</translation>
    </message>
    <message>
        <source>What contexts log, and what programs in them print, appears here, from all of them together.</source>
        <translation>Was Kontexte protokollieren und was Programme in ihnen ausgeben, erscheint hier, aus allen zusammen.</translation>
    </message>
    <message>
        <source>No line matches</source>
        <translation>Keine Zeile passt</translation>
    </message>
    <message>
        <source>The filter looks at texts, sources and the paths of contexts, and leaves out lower levels.</source>
        <translation>Der Filter sucht in Texten, Quellen und den Pfaden der Kontexte und lässt niedrigere Stufen weg.</translation>
    </message>
    <message>
        <source>Not a regular expression: %1</source>
        <translation>Kein regulärer Ausdruck: %1</translation>
    </message>
    <message>
        <source>%1 and below</source>
        <comment>contexts whose lines are shown</comment>
        <translation>%1 und darunter</translation>
    </message>
    <message>
        <source>Only %1</source>
        <comment>context whose lines are shown</comment>
        <translation>Nur %1</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Suche …</translation>
    </message>
    <message>
        <source>Went on from the other end</source>
        <translation>Vom anderen Ende fortgesetzt</translation>
    </message>
    <message numerus="yes">
        <source>Paused, %Ln line(s) waiting</source>
        <translation>
            <numerusform>Angehalten, %Ln Zeile wartet</numerusform>
            <numerusform>Angehalten, %Ln Zeilen warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Suche läuft …</translation>
    </message>
    <message numerus="yes">
        <source>%1 lines</source>
        <translation>
            <numerusform>%1 Zeile</numerusform>
            <numerusform>%1 Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 lines</source>
        <translation>%1 von %2 Zeilen</translation>
    </message>
    <message>
        <source>Choose a line to see all of it.</source>
        <translation>Wählen Sie eine Zeile, um sie ganz zu sehen.</translation>
    </message>
    <message>
        <source>Save the shown lines</source>
        <translation>Gezeigte Zeilen speichern</translation>
    </message>
    <message>
        <source>Logs (*.log *.txt)</source>
        <translation>Protokolle (*.log *.txt)</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gespeichert …</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>Gespeichert als %1</translation>
    </message>
    <message>
        <source>Cannot write %1: %2</source>
        <translation>%1 lässt sich nicht schreiben: %2</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>Groß-/Kleinschreibung beachten</translation>
    </message>
    <message>
        <source>Tell capital and small letters apart</source>
        <translation>Große und kleine Buchstaben unterscheiden</translation>
    </message>
    <message>
        <source>Regular expression</source>
        <translation>Regulärer Ausdruck</translation>
    </message>
    <message>
        <source>The text is a regular expression, as in Perl</source>
        <translation>Der Text ist ein regulärer Ausdruck wie in Perl</translation>
    </message>
    <message>
        <source>Only matching lines</source>
        <translation>Nur passende Zeilen</translation>
    </message>
    <message>
        <source>Show only the lines that match; otherwise they are marked among the others</source>
        <translation>Nur die passenden Zeilen zeigen; sonst werden sie unter den anderen markiert</translation>
    </message>
    <message>
        <source>Find next</source>
        <translation>Weitersuchen</translation>
    </message>
    <message>
        <source>Find previous</source>
        <translation>Rückwärts suchen</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Keep the newest line in sight</source>
        <translation>Die neueste Zeile im Blick behalten</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Let new lines wait; none is lost</source>
        <translation>Neue Zeilen warten lassen; keine geht verloren</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Forget all lines</source>
        <translation>Alle Zeilen vergessen</translation>
    </message>
    <message>
        <source>Save shown lines…</source>
        <translation>Gezeigte Zeilen speichern …</translation>
    </message>
    <message>
        <source>Save the shown lines to a file</source>
        <translation>Die gezeigten Zeilen in eine Datei speichern</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Show all of the chosen line below</source>
        <translation>Die gewählte Zeile unten ganz zeigen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy only the text</source>
        <translation>Nur den Text kopieren</translation>
    </message>
    <message>
        <source>Show this context</source>
        <translation>Diesen Kontext zeigen</translation>
    </message>
    <message>
        <source>Show only this context</source>
        <translation>Nur diesen Kontext zeigen</translation>
    </message>
    <message>
        <source>Show all lines</source>
        <translation>Alle Zeilen zeigen</translation>
    </message>
    <message>
        <source>Contexts</source>
        <translation>Kontexte</translation>
    </message>
    <message>
        <source>Whose lines are shown</source>
        <translation>Wessen Zeilen gezeigt werden</translation>
    </message>
    <message>
        <source>All contexts</source>
        <translation>Alle Kontexte</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>The lowest level that is shown</source>
        <translation>Die niedrigste Stufe, die gezeigt wird</translation>
    </message>
    <message>
        <source>All levels</source>
        <translation>Alle Stufen</translation>
    </message>
    <message>
        <source>Debug and above</source>
        <translation>Debug und höher</translation>
    </message>
    <message>
        <source>Info and above</source>
        <translation>Info und höher</translation>
    </message>
    <message>
        <source>Warnings and above</source>
        <translation>Warnungen und höher</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>The chosen line</source>
        <translation>Die gewählte Zeile</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Nicht gefunden</translation>
    </message>
</context>
<context>
    <name>rz::app::MainWindow</name>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Contexts</source>
        <translation>Kontexte</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Routes</source>
        <translation>Routen</translation>
    </message>
    <message>
        <source>Stats</source>
        <translation>Statistik</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Fragen</translation>
    </message>
    <message>
        <source>Prompts (%1)</source>
        <comment>number of open questions</comment>
        <translation>Fragen (%1)</translation>
    </message>
    <message>
        <source>Rhizome</source>
        <translation>Rhizome</translation>
    </message>
    <message>
        <source>%1 – Rhizome</source>
        <comment>window title</comment>
        <translation>%1 – Rhizome</translation>
    </message>
    <message>
        <source>About Rhizome</source>
        <translation>Über Rhizome</translation>
    </message>
    <message>
        <source>Rhizome %1</source>
        <translation>Rhizome %1</translation>
    </message>
    <message>
        <source>Live trees of remote contexts, over anything that can start a process.</source>
        <translation>Lebende Bäume entfernter Kontexte, über alles, was einen Prozess starten kann.</translation>
    </message>
    <message>
        <source>The keyring did not keep an answer: %1</source>
        <translation>Der Schlüsselbund hat eine Antwort nicht behalten: %1</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>Fragen</translation>
    </message>
    <message>
        <source>Questions (%1)</source>
        <comment>number of open questions</comment>
        <translation>Fragen (%1)</translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation>Rechner</translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation>Übertragungen</translation>
    </message>
    <message>
        <source>Transfers (%1)</source>
        <comment>number of those that are not over</comment>
        <translation>Übertragungen (%1)</translation>
    </message>
</context>
<context>
    <name>rz::app::MethodMenu</name>
    <message>
        <source>%1 (not installed)</source>
        <comment>a method</comment>
        <translation>%1 (nicht installiert)</translation>
    </message>
</context>
<context>
    <name>rz::app::MethodText</name>
    <message>
        <source>%1 is not installed on %2.</source>
        <comment>a program, a context</comment>
        <translation>%1 ist auf %2 nicht installiert.</translation>
    </message>
</context>
<context>
    <name>rz::app::ModulesModel</name>
    <message>
        <source>There is none</source>
        <translation>Gibt es nicht</translation>
    </message>
    <message>
        <source>Sent ahead</source>
        <translation>Vorab gesendet</translation>
    </message>
    <message>
        <source>Sent</source>
        <comment>module</comment>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>%1 (context %2)</source>
        <translation>%1 (Kontext %2)</translation>
    </message>
    <message>
        <source>This machine has no such module; the context looks for its own</source>
        <translation>Dieser Rechner hat kein solches Modul; der Kontext sucht nach einem eigenen</translation>
    </message>
    <message>
        <source>Nobody waited for it: a module that imports it was asked for</source>
        <translation>Niemand wartete darauf: Ein Modul, das es importiert, wurde angefragt</translation>
    </message>
    <message>
        <source>It was asked for</source>
        <translation>Es wurde angefragt</translation>
    </message>
    <message>
        <source>A Python module of this machine</source>
        <translation>Ein Python-Modul dieses Rechners</translation>
    </message>
    <message>
        <source>Module</source>
        <translation>Modul</translation>
    </message>
    <message>
        <source>Where it was sent; contexts below it get it from there</source>
        <translation>Wohin es ging; Kontexte darunter bekommen es von dort</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Kontext</translation>
    </message>
    <message>
        <source>What became of the question</source>
        <translation>Was aus der Anfrage wurde</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Bytes sent, compressed</source>
        <translation>Gesendete Bytes, komprimiert</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>How long it took to find and prepare it</source>
        <translation>Wie lange es dauerte, es zu finden und vorzubereiten</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Dauer</translation>
    </message>
</context>
<context>
    <name>rz::app::ModulesPage</name>
    <message>
        <source>Modules</source>
        <translation>Module</translation>
    </message>
    <message>
        <source>Filter modules</source>
        <translation>Module filtern</translation>
    </message>
    <message>
        <source>modules</source>
        <comment>name of a file</comment>
        <translation>module</translation>
    </message>
    <message>
        <source>No modules were asked for</source>
        <translation>Keine Module angefragt</translation>
    </message>
    <message>
        <source>Python contexts import what they lack from this machine. Connect one, with Python as its runtime, and each module it gets is listed here.</source>
        <translation>Python-Kontexte importieren von diesem Rechner, was ihnen fehlt. Sobald einer mit Python als Laufzeitumgebung verbunden ist, steht hier jedes Modul, das er bekommt.</translation>
    </message>
    <message>
        <source>No module matches</source>
        <translation>Kein Modul passt</translation>
    </message>
    <message>
        <source>The filter looks at the names of modules and the paths of contexts.</source>
        <translation>Der Filter sieht auf die Namen der Module und die Pfade der Kontexte.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln module(s)</source>
        <translation>
            <numerusform>%Ln Modul</numerusform>
            <numerusform>%Ln Module</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not found</source>
        <translation>
            <numerusform>%Ln nicht gefunden</numerusform>
            <numerusform>%Ln nicht gefunden</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2 sent (%3), %4, in %5 (minimizing %6)</source>
        <translation>%1, %2 gesendet (%3), %4, in %5 (Minimieren %6)</translation>
    </message>
    <message numerus="yes">
        <source>%Ln request(s)</source>
        <translation>
            <numerusform>%Ln Anfrage</numerusform>
            <numerusform>%Ln Anfragen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::NodeText</name>
    <message>
        <source>Waiting for you</source>
        <comment>state of a context</comment>
        <translation>Wartet auf Sie</translation>
    </message>
    <message>
        <source>Connecting</source>
        <comment>state of a context</comment>
        <translation>Verbindet</translation>
    </message>
    <message>
        <source>Connected</source>
        <comment>state of a context</comment>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>Slow</source>
        <comment>state of a context</comment>
        <translation>Langsam</translation>
    </message>
    <message>
        <source>Lost</source>
        <comment>state of a context</comment>
        <translation>Verloren</translation>
    </message>
    <message>
        <source>Failed</source>
        <comment>state of a context</comment>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Closed</source>
        <comment>state of a context</comment>
        <translation>Geschlossen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>state of a context and the step it is at</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>as %1</source>
        <comment>identity of a context</comment>
        <translation>als %1</translation>
    </message>
    <message>
        <source>root</source>
        <translation>root</translation>
    </message>
    <message>
        <source>Python</source>
        <comment>what runs in a context</comment>
        <translation>Python</translation>
    </message>
    <message>
        <source>attached program</source>
        <translation>angehängtes Programm</translation>
    </message>
</context>
<context>
    <name>rz::app::OptionField</name>
    <message>
        <source>%1: “%2” is not a whole number</source>
        <translation>%1: „%2“ ist keine ganze Zahl</translation>
    </message>
    <message>
        <source>%1: “%2” is not a number of seconds</source>
        <translation>%1: „%2“ ist keine Anzahl von Sekunden</translation>
    </message>
    <message>
        <source>Browse</source>
        <translation>Durchsuchen</translation>
    </message>
    <message>
        <source>Look for the file</source>
        <translation>Die Datei suchen</translation>
    </message>
    <message>
        <source>Look for the file: %1</source>
        <translation>Die Datei suchen: %1</translation>
    </message>
    <message>
        <source>One a line</source>
        <translation>Eines pro Zeile</translation>
    </message>
    <message>
        <source>Asked for when needed</source>
        <translation>Wird bei Bedarf erfragt</translation>
    </message>
</context>
<context>
    <name>rz::app::OptionForm</name>
    <message>
        <source>Fewer options</source>
        <translation>Weniger Optionen</translation>
    </message>
    <message>
        <source>More options</source>
        <translation>Mehr Optionen</translation>
    </message>
    <message>
        <source>From %1.</source>
        <comment>a group whose setting holds</comment>
        <translation>Aus %1.</translation>
    </message>
    <message>
        <source>What there is can be looked for once the hop before it is connected.</source>
        <translation>Nachsehen lässt sich erst, wenn die Station davor verbunden ist.</translation>
    </message>
</context>
<context>
    <name>rz::app::Overview</name>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>User id</source>
        <translation>Benutzer-ID</translation>
    </message>
    <message>
        <source>Group id</source>
        <translation>Gruppen-ID</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>Kernel</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>Maschine</translation>
    </message>
    <message>
        <source>Process id</source>
        <translation>Prozess-ID</translation>
    </message>
    <message>
        <source>Agent version</source>
        <translation>Version des Agenten</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identität</translation>
    </message>
    <message>
        <source>Runs as</source>
        <translation>Läuft als</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Chain</source>
        <translation>Kette</translation>
    </message>
    <message>
        <source>Context id</source>
        <translation>Kontext-ID</translation>
    </message>
    <message>
        <source>Routed as</source>
        <translation>Name in Routen</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Route</translation>
    </message>
    <message>
        <source>direct</source>
        <comment>route of a context</comment>
        <translation>direkt</translation>
    </message>
    <message>
        <source>through context %1</source>
        <translation>über Kontext %1</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Rhizome agent</source>
        <translation>Rhizome-Agent</translation>
    </message>
    <message>
        <source>Mitogen, a Python process</source>
        <translation>Mitogen, ein Python-Prozess</translation>
    </message>
    <message>
        <source>Traffic</source>
        <translation>Verkehr</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>Umlaufzeit</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>This program</source>
        <translation>Dieses Programm</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Contexts</source>
        <translation>Kontexte</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Verbindet</translation>
    </message>
    <message>
        <source>Lost or failed</source>
        <translation>Verloren oder fehlgeschlagen</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Geschlossen</translation>
    </message>
    <message>
        <source>Command line</source>
        <translation>Befehlszeile</translation>
    </message>
    <message>
        <source>Socket</source>
        <translation>Socket</translation>
    </message>
    <message>
        <source>Speaks</source>
        <translation>Spricht</translation>
    </message>
    <message>
        <source>Our id there</source>
        <translation>Unsere Kennung dort</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>Weitere</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more</source>
        <comment>facts</comment>
        <translation>
            <numerusform>%Ln weitere</numerusform>
            <numerusform>%Ln weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::OverviewPage</name>
    <message>
        <source>Nothing is connected</source>
        <translation>Nichts ist verbunden</translation>
    </message>
    <message>
        <source>Type a chain such as ssh:alice@web1 in the line above, or choose a method.</source>
        <translation>Geben Sie oben eine Kette wie ssh:alice@web1 ein oder wählen Sie ein Verfahren.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>state of a context and what failed</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>You closed this context.</source>
        <translation>Sie haben diesen Kontext geschlossen.</translation>
    </message>
    <message>
        <source>Detached</source>
        <translation>Abgehängt</translation>
    </message>
    <message>
        <source>You let go of this program. It and its contexts go on.</source>
        <translation>Sie haben dieses Programm losgelassen. Es läuft mit seinen Kontexten weiter.</translation>
    </message>
    <message>
        <source>The program has gone</source>
        <translation>Das Programm ist weg</translation>
    </message>
    <message>
        <source>%1 Its contexts cannot be reached from here any more. Attach again when it runs again.</source>
        <translation>%1 Seine Kontexte sind von hier nicht mehr zu erreichen. Hängen Sie sich wieder an, wenn es wieder läuft.</translation>
    </message>
    <message>
        <source>No answer yet</source>
        <translation>Noch keine Antwort</translation>
    </message>
    <message>
        <source>The program listens, but has not answered for some seconds. It may be stopped, as by Ctrl+Z or a debugger, too busy to answer, or asking its own user first. Wait for it, or cancel.</source>
        <translation>Das Programm horcht, hat aber seit einigen Sekunden nicht geantwortet. Vielleicht ist es angehalten, etwa durch Strg+Z oder einen Debugger, zu beschäftigt, oder es fragt erst seinen Benutzer. Warten Sie, oder brechen Sie ab.</translation>
    </message>
    <message>
        <source>Searching it for contexts…</source>
        <translation>Es wird nach Kontexten durchsucht …</translation>
    </message>
    <message>
        <source>You are attached to this program</source>
        <translation>Sie sind an dieses Programm angehängt</translation>
    </message>
    <message>
        <source>Functions can be called in its contexts, which stand below it, but not in the program itself. Files cannot be transferred to them, and what they log stays with the program. Contexts that it makes later are found by looking again.</source>
        <translation>Funktionen lassen sich in seinen Kontexten aufrufen, die darunter stehen, nicht aber im Programm selbst. Dateien lassen sich nicht zu ihnen übertragen, und was sie protokollieren, bleibt beim Programm. Kontexte, die es später anlegt, findet eine neue Suche.</translation>
    </message>
</context>
<context>
    <name>rz::app::ParameterEditor</name>
    <message>
        <source>A whole number: 420, 0o644 or 0x1a4</source>
        <translation>Eine ganze Zahl: 420, 0o644 oder 0x1a4</translation>
    </message>
    <message>
        <source>A number: 1.5 or 2e-3</source>
        <translation>Eine Zahl: 1.5 oder 2e-3</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>Shift+Enter begins a new line</source>
        <translation>Umschalt+Eingabetaste beginnt eine neue Zeile</translation>
    </message>
    <message>
        <source>One item a line</source>
        <translation>Ein Element pro Zeile</translation>
    </message>
    <message>
        <source>A value in JSON</source>
        <translation>Ein Wert in JSON</translation>
    </message>
    <message>
        <source>A value in JSON; bytes are {&quot;$utf8&quot;: &quot;text&quot;} or {&quot;$bytes&quot;: &quot;base64&quot;}</source>
        <translation>Ein Wert in JSON; Bytes sind {&quot;$utf8&quot;: &quot;Text&quot;} oder {&quot;$bytes&quot;: &quot;Base64&quot;}</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Auswählen …</translation>
    </message>
    <message>
        <source>How %1 is entered</source>
        <translation>Wie %1 eingegeben wird</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Hex</source>
        <translation>Hex</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Datei auswählen</translation>
    </message>
    <message>
        <source>Path of a file on this machine</source>
        <translation>Pfad einer Datei auf diesem Rechner</translation>
    </message>
</context>
<context>
    <name>rz::app::ParameterValue</name>
    <message>
        <source>Cannot read %1: %2</source>
        <translation>%1 lässt sich nicht lesen: %2</translation>
    </message>
    <message>
        <source>%1 is larger than %2, too large for one call.</source>
        <translation>%1 ist größer als %2, zu groß für einen Aufruf.</translation>
    </message>
    <message>
        <source>Only the digits 0–9 and a–f, with spaces or colons between them.</source>
        <translation>Nur die Ziffern 0–9 und a–f, mit Leerzeichen oder Doppelpunkten dazwischen.</translation>
    </message>
    <message>
        <source>Two digits for each byte; one is missing.</source>
        <translation>Zwei Ziffern für jedes Byte; eine fehlt.</translation>
    </message>
    <message>
        <source>A whole number is missing.</source>
        <translation>Eine ganze Zahl fehlt.</translation>
    </message>
    <message>
        <source>Not a whole number. Write it as 420, 0o644 or 0x1a4.</source>
        <translation>Keine ganze Zahl. Schreiben Sie sie als 420, 0o644 oder 0x1a4.</translation>
    </message>
    <message>
        <source>A number is missing.</source>
        <translation>Eine Zahl fehlt.</translation>
    </message>
    <message>
        <source>Not a number. Write it as 1.5 or 2e-3.</source>
        <translation>Keine Zahl. Schreiben Sie sie als 1.5 oder 2e-3.</translation>
    </message>
    <message>
        <source>Choose a file.</source>
        <translation>Wählen Sie eine Datei.</translation>
    </message>
    <message>
        <source>Must be an object: {&quot;key&quot;: value}.</source>
        <translation>Muss ein Objekt sein: {&quot;Schlüssel&quot;: Wert}.</translation>
    </message>
    <message>
        <source>Must be a list: [value, …].</source>
        <translation>Muss eine Liste sein: [Wert, …].</translation>
    </message>
</context>
<context>
    <name>rz::app::PathBar</name>
    <message>
        <source>desktop</source>
        <comment>the context of the program itself</comment>
        <translation>Desktop</translation>
    </message>
    <message>
        <source>root</source>
        <comment>mark of a context that runs as root</comment>
        <translation>root</translation>
    </message>
    <message>
        <source>Path of the chosen context</source>
        <translation>Pfad des gewählten Kontexts</translation>
    </message>
    <message>
        <source>Earlier hops</source>
        <translation>Frühere Stationen</translation>
    </message>
    <message>
        <source>as %1</source>
        <comment>identity of a context</comment>
        <translation>als %1</translation>
    </message>
    <message>
        <source>context %1</source>
        <translation>Kontext %1</translation>
    </message>
    <message>
        <source>Python</source>
        <comment>mark of a context that is a Python process</comment>
        <translation>Python</translation>
    </message>
    <message>
        <source>attached</source>
        <comment>mark of a program that we are attached to</comment>
        <translation>angehängt</translation>
    </message>
</context>
<context>
    <name>rz::app::PromptCard</name>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Put the question aside; it waits under Prompts (Esc)</source>
        <translation>Die Frage zurückstellen; sie wartet unter „Fragen“ (Esc)</translation>
    </message>
</context>
<context>
    <name>rz::app::PromptText</name>
    <message>
        <source>The known key stands in %1, line %2.</source>
        <translation>Der bekannte Schlüssel steht in %1, Zeile %2.</translation>
    </message>
    <message>
        <source>Password for %1</source>
        <translation>Passwort für %1</translation>
    </message>
    <message>
        <source>Passphrase of the key %1</source>
        <translation>Passphrase des Schlüssels %1</translation>
    </message>
    <message>
        <source>%1 asks</source>
        <translation>%1 fragt</translation>
    </message>
    <message>
        <source>%1 asks: %2</source>
        <comment>host, title sent by it</comment>
        <translation>%1 fragt: %2</translation>
    </message>
    <message>
        <source>The host key of %1 is not known yet</source>
        <translation>Der Hostschlüssel von %1 ist noch nicht bekannt</translation>
    </message>
    <message>
        <source>The host key of %1 has changed</source>
        <translation>Der Hostschlüssel von %1 hat sich geändert</translation>
    </message>
    <message>
        <source>desktop</source>
        <comment>the context of the program itself</comment>
        <translation>Desktop</translation>
    </message>
    <message>
        <source>Attempt %1 of %2.</source>
        <translation>Versuch %1 von %2.</translation>
    </message>
    <message>
        <source>Nobody has connected to it from here before. Compare the fingerprint with one you got another way, from its administrator or its console. If they differ, somebody else answers in its place.</source>
        <translation>Von hier aus hat sich noch niemand damit verbunden. Vergleichen Sie den Fingerabdruck mit einem, den Sie auf anderem Weg bekommen haben, vom Verwalter oder von der Konsole des Hosts. Weicht er ab, antwortet jemand anderes an seiner Stelle.</translation>
    </message>
    <message>
        <source>Either the host was set up anew, or somebody stands between you and the host and would read all you send, your password included. Ask its administrator before you accept the new key.</source>
        <translation>Entweder wurde der Host neu eingerichtet, oder jemand steht zwischen Ihnen und dem Host und würde alles mitlesen, auch Ihr Passwort. Fragen Sie den Verwalter, bevor Sie den neuen Schlüssel annehmen.</translation>
    </message>
    <message>
        <source>%1 wants to use these contexts</source>
        <translation>%1 möchte diese Kontexte verwenden</translation>
    </message>
    <message>
        <source>An unknown program</source>
        <comment>first word of a sentence</comment>
        <translation>Ein unbekanntes Programm</translation>
    </message>
    <message>
        <source>It could then call any function in every context that is connected here, as whoever that context runs as. Allow it if you have just started it.</source>
        <translation>Es könnte dann in jedem Kontext, der hier verbunden ist, jede Funktion aufrufen, als der Benutzer, als der dieser läuft. Erlauben Sie es, wenn Sie es gerade gestartet haben.</translation>
    </message>
    <message>
        <source>A program of this machine</source>
        <translation>Ein Programm dieser Maschine</translation>
    </message>
</context>
<context>
    <name>rz::app::PromptsPane</name>
    <message>
        <source>No questions</source>
        <translation>Keine Fragen</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>The keyring did not keep an answer</source>
        <translation>Der Schlüsselbund hat eine Antwort nicht behalten</translation>
    </message>
    <message>
        <source>%1: it is remembered until Rhizome ends. The keyring says: %2</source>
        <comment>question, reason</comment>
        <translation>%1: gemerkt, bis Rhizome endet. Der Schlüsselbund sagt: %2</translation>
    </message>
    <message>
        <source>When a connection needs a password, a passphrase, a code or your trust in a host key, it asks here and waits. So do scripts that want to use these contexts.</source>
        <translation>Wenn eine Verbindung ein Passwort, eine Passphrase, einen Code oder Ihr Vertrauen in einen Hostschlüssel braucht, fragt sie hier und wartet. Ebenso Skripte, die diese Kontexte verwenden wollen.</translation>
    </message>
</context>
<context>
    <name>rz::app::QuickConnect</name>
    <message>
        <source>Quick connect: ssh:alice@web1|local</source>
        <translation>Schnellverbindung: ssh:alice@web1|local</translation>
    </message>
    <message>
        <source>Quick connect</source>
        <translation>Schnellverbindung</translation>
    </message>
    <message>
        <source>A chain of hops from the desktop, such as ssh:alice@web1|local (%1)</source>
        <translation>Eine Kette von Stationen ab dem Desktop, etwa ssh:alice@web1|local (%1)</translation>
    </message>
    <message>
        <source>The chain cannot be read: %1</source>
        <translation>Die Kette ist nicht zu verstehen: %1</translation>
    </message>
</context>
<context>
    <name>rz::app::QuitQuestion</name>
    <message>
        <source>Quit Rhizome?</source>
        <translation>Rhizome beenden?</translation>
    </message>
    <message numerus="yes">
        <source>%Ln transfer(s) are under way. Quit and break them off?</source>
        <translation>
            <numerusform>%Ln Übertragung läuft noch. Beenden und sie abbrechen?</numerusform>
            <numerusform>%Ln Übertragungen laufen noch. Beenden und sie abbrechen?</numerusform>
        </translation>
    </message>
    <message>
        <source>A file that is being copied may be left incomplete where it was going.</source>
        <translation>Eine Datei, die gerade kopiert wird, kann am Ziel unvollständig zurückbleiben.</translation>
    </message>
    <message>
        <source>Quit and break off</source>
        <translation>Beenden und abbrechen</translation>
    </message>
</context>
<context>
    <name>rz::app::Recipe</name>
    <message>
        <source>it is no list of contexts</source>
        <translation>Sie ist keine Liste von Kontexten</translation>
    </message>
    <message>
        <source>a context in it has no hop</source>
        <translation>Einem Kontext darin fehlt seine Station</translation>
    </message>
    <message>
        <source>“%1” is more than one hop</source>
        <translation>„%1“ ist mehr als eine Station</translation>
    </message>
    <message>
        <source>it was written by a newer version of Rhizome</source>
        <translation>Sie wurde von einer neueren Version von Rhizome geschrieben</translation>
    </message>
</context>
<context>
    <name>rz::app::RestoreBar</name>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Connect to all of them again, parents first</source>
        <translation>Alle erneut verbinden, die übergeordneten zuerst</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Forget what was connected last time</source>
        <translation>Vergessen, was letztes Mal verbunden war</translation>
    </message>
    <message numerus="yes">
        <source>%n context(s) were connected when Rhizome ended: %1</source>
        <translation>
            <numerusform>%n Kontext war verbunden, als Rhizome endete: %1</numerusform>
            <numerusform>%n Kontexte waren verbunden, als Rhizome endete: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>What was connected when Rhizome ended cannot be read: %1</source>
        <translation>Was verbunden war, als Rhizome endete, ist nicht lesbar: %1</translation>
    </message>
</context>
<context>
    <name>rz::app::ResultPane</name>
    <message>
        <source>No call yet</source>
        <translation>Noch kein Aufruf</translation>
    </message>
    <message>
        <source>Waiting for the result</source>
        <translation>Warten auf das Ergebnis</translation>
    </message>
    <message>
        <source>Trace of the other side</source>
        <translation>Ablaufverfolgung der Gegenseite</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Erneut ausführen</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Put this call into the form to change it</source>
        <translation>Diesen Aufruf ins Formular übernehmen, um ihn zu ändern</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Als Text kopieren</translation>
    </message>
    <message>
        <source>Copy as JSON</source>
        <translation>Als JSON kopieren</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Speichern …</translation>
    </message>
    <message>
        <source>Save the result as text or JSON</source>
        <translation>Das Ergebnis als Text oder JSON speichern</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>How the result is shown</source>
        <translation>Wie das Ergebnis gezeigt wird</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>Tree</source>
        <translation>Baum</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Took %1, begun %2</source>
        <translation>Dauerte %1, begonnen %2</translation>
    </message>
    <message>
        <source>Edit it to type the secret again</source>
        <translation>Bearbeiten, um das Geheimnis erneut einzugeben</translation>
    </message>
    <message>
        <source>Make this call again</source>
        <translation>Diesen Aufruf wiederholen</translation>
    </message>
    <message>
        <source>Save the result</source>
        <translation>Ergebnis speichern</translation>
    </message>
    <message>
        <source>JSON (*.json);;Text (*.txt)</source>
        <translation>JSON (*.json);;Text (*.txt)</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>Gespeichert als %1</translation>
    </message>
    <message>
        <source>the beginning of the output is left out</source>
        <translation>der Anfang der Ausgabe ist weggelassen</translation>
    </message>
</context>
<context>
    <name>rz::app::RoutesModel</name>
    <message>
        <source>direct</source>
        <translation>direkt</translation>
    </message>
    <message>
        <source>%1 (context %2)</source>
        <translation>%1 (Kontext %2)</translation>
    </message>
    <message>
        <source>Where messages for the target are sent first</source>
        <translation>Wohin Nachrichten für das Ziel zuerst gesendet werden</translation>
    </message>
    <message>
        <source>Who told of the route</source>
        <translation>Wer die Route bekannt gab</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Next hop</source>
        <translation>Nächste Station</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Announced by</source>
        <translation>Bekannt gegeben von</translation>
    </message>
</context>
<context>
    <name>rz::app::RoutesPane</name>
    <message>
        <source>Filter routes</source>
        <translation>Routen filtern</translation>
    </message>
    <message>
        <source>No routes yet</source>
        <translation>Noch keine Routen</translation>
    </message>
    <message>
        <source>Each connected context has a route here: where messages for it are sent first, and who told of it. Connect to one and its route appears.</source>
        <translation>Jeder verbundene Kontext hat hier eine Route: wohin Nachrichten für ihn zuerst gesendet werden und wer sie bekannt gab. Verbinden Sie einen, und seine Route erscheint.</translation>
    </message>
    <message>
        <source>No route matches</source>
        <translation>Keine Route passt</translation>
    </message>
    <message>
        <source>The filter looks at ids, names and paths.</source>
        <translation>Der Filter sucht in IDs, Namen und Pfaden.</translation>
    </message>
    <message>
        <source>routes</source>
        <comment>name of a file</comment>
        <translation>routen</translation>
    </message>
    <message>
        <source>Routes</source>
        <translation>Routen</translation>
    </message>
</context>
<context>
    <name>rz::app::RuntimeField</name>
    <message>
        <source>Rhizome agent</source>
        <translation>Rhizome-Agent</translation>
    </message>
    <message>
        <source>Python</source>
        <translation>Python</translation>
    </message>
    <message>
        <source>Needs nothing installed there</source>
        <translation>Braucht dort nichts Installiertes</translation>
    </message>
    <message>
        <source>A Mitogen context: functions of Python modules can be called in it</source>
        <translation>Ein Mitogen-Kontext: In ihm lassen sich Funktionen von Python-Modulen aufrufen</translation>
    </message>
    <message>
        <source>Interpreter</source>
        <translation>Interpreter</translation>
    </message>
    <message>
        <source>The interpreter of Python there; its arguments on further lines</source>
        <translation>Der Python-Interpreter dort; seine Argumente in weiteren Zeilen</translation>
    </message>
    <message>
        <source>Name the interpreter of Python, as python3</source>
        <translation>Den Python-Interpreter angeben, etwa python3</translation>
    </message>
    <message>
        <source>As inherited: %1</source>
        <translation>Wie geerbt: %1</translation>
    </message>
    <message>
        <source>As its parent: Python</source>
        <translation>Wie der übergeordnete Kontext: Python</translation>
    </message>
    <message>
        <source>A Mitogen context makes contexts of its own kind only. Choose Python to name the interpreter.</source>
        <translation>Ein Mitogen-Kontext stellt nur Kontexte seiner eigenen Art her. Python wählen, um den Interpreter anzugeben.</translation>
    </message>
</context>
<context>
    <name>rz::app::ScriptsDialog</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Answer…</source>
        <translation>Antworten …</translation>
    </message>
    <message>
        <source>Disconnect</source>
        <translation>Trennen</translation>
    </message>
    <message>
        <source>Python scripts</source>
        <translation>Python-Skripte</translation>
    </message>
    <message>
        <source>Decide whether the chosen program may use these contexts</source>
        <translation>Entscheiden, ob das gewählte Programm diese Kontexte verwenden darf</translation>
    </message>
    <message>
        <source>Cut the chosen program off</source>
        <translation>Das gewählte Programm trennen</translation>
    </message>
    <message>
        <source>Scripts cannot reach these contexts</source>
        <translation>Skripte erreichen diese Kontexte nicht</translation>
    </message>
    <message>
        <source>When they may, a script of yours that uses Mitogen can call functions in every context that is connected here. You are asked about each script first.</source>
        <translation>Wenn sie es dürfen, kann ein Skript von Ihnen, das Mitogen verwendet, Funktionen in jedem Kontext aufrufen, der hier verbunden ist. Zu jedem Skript werden Sie zuerst gefragt.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Socket</source>
        <translation>Socket</translation>
    </message>
    <message>
        <source>A script to begin with</source>
        <translation>Ein Skript für den Anfang</translation>
    </message>
    <message>
        <source>Copy the path of the socket</source>
        <translation>Den Pfad des Sockets kopieren</translation>
    </message>
    <message>
        <source>Copy the script</source>
        <translation>Das Skript kopieren</translation>
    </message>
    <message>
        <source>None. When a script connects, you are asked under Prompts, and it waits for your answer.</source>
        <translation>Keine. Wenn sich ein Skript verbindet, werden Sie unter „Fragen“ gefragt, und es wartet auf Ihre Antwort.</translation>
    </message>
    <message>
        <source>Programs that use these contexts</source>
        <translation>Programme, die diese Kontexte verwenden</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>Das ist nicht gelungen</translation>
    </message>
</context>
<context>
    <name>rz::app::SecretCard</name>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Don&apos;t answer</source>
        <translation>Nicht antworten</translation>
    </message>
    <message>
        <source>The connection then ends, or goes on without this answer</source>
        <translation>Die Verbindung endet dann oder geht ohne diese Antwort weiter</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Remember</source>
        <translation>Merken</translation>
    </message>
    <message>
        <source>Don&apos;t remember it</source>
        <translation>Nicht merken</translation>
    </message>
    <message>
        <source>Remember until Rhizome ends</source>
        <translation>Bis zum Ende von Rhizome merken</translation>
    </message>
    <message>
        <source>Keep it in the system&apos;s keyring</source>
        <translation>Im Schlüsselbund des Systems ablegen</translation>
    </message>
    <message>
        <source>No keyring answers in this session, so nothing can be kept in it.</source>
        <translation>In dieser Sitzung antwortet kein Schlüsselbund, daher lässt sich nichts darin ablegen.</translation>
    </message>
</context>
<context>
    <name>rz::app::SecretEdit</name>
    <message>
        <source>Show what is typed</source>
        <translation>Eingabe zeigen</translation>
    </message>
</context>
<context>
    <name>rz::app::ServedPathModel</name>
    <message>
        <source>%1, folder</source>
        <translation>%1, Ordner</translation>
    </message>
    <message>
        <source>%1, file</source>
        <translation>%1, Datei</translation>
    </message>
    <message>
        <source>%1: all that is in this folder, and what links in it lead to</source>
        <translation>%1: alles in diesem Ordner und das, wohin Verknüpfungen darin führen</translation>
    </message>
    <message>
        <source>%1: this file</source>
        <translation>%1: diese Datei</translation>
    </message>
</context>
<context>
    <name>rz::app::ServingDialog</name>
    <message>
        <source>Fetched files</source>
        <translation>Abgeholte Dateien</translation>
    </message>
    <message>
        <source>Filter fetched files</source>
        <translation>Abgeholte Dateien filtern</translation>
    </message>
    <message>
        <source>fetched files</source>
        <comment>name of a file</comment>
        <translation>abgeholte-dateien</translation>
    </message>
    <message>
        <source>Nothing was fetched</source>
        <translation>Nichts wurde abgeholt</translation>
    </message>
    <message>
        <source>What contexts ask for is listed here, also what they do not get.</source>
        <translation>Hier steht, was Kontexte verlangen, auch was sie nicht bekommen.</translation>
    </message>
    <message>
        <source>No fetched file matches</source>
        <translation>Keine abgeholte Datei passt</translation>
    </message>
    <message>
        <source>The filter looks at all columns.</source>
        <translation>Der Filter betrachtet alle Spalten.</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>Add file…</source>
        <translation>Datei hinzufügen …</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Serve files</source>
        <translation>Dateien bereitstellen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Let contexts fetch all that is in a folder of this machine</source>
        <translation>Kontexte alles abholen lassen, was in einem Ordner dieses Rechners ist</translation>
    </message>
    <message>
        <source>Choose a folder that contexts may fetch</source>
        <translation>Ordner wählen, den Kontexte abholen dürfen</translation>
    </message>
    <message>
        <source>Let contexts fetch a file of this machine</source>
        <translation>Kontexte eine Datei dieses Rechners abholen lassen</translation>
    </message>
    <message>
        <source>Choose a file that contexts may fetch</source>
        <translation>Datei wählen, die Kontexte abholen dürfen</translation>
    </message>
    <message>
        <source>Contexts may not fetch it any more; what is under way goes on</source>
        <translation>Kontexte dürfen es nicht mehr abholen; was schon läuft, läuft weiter</translation>
    </message>
    <message>
        <source>Files and folders that contexts may fetch</source>
        <translation>Dateien und Ordner, die Kontexte abholen dürfen</translation>
    </message>
    <message>
        <source>No files are served</source>
        <translation>Keine Dateien werden bereitgestellt</translation>
    </message>
    <message>
        <source>Add a folder or a file of this machine, and contexts can fetch it with Mitogen&apos;s FileService, until you remove it or quit.</source>
        <translation>Fügen Sie einen Ordner oder eine Datei dieses Rechners hinzu, dann können Kontexte sie mit Mitogens FileService abholen, bis Sie sie entfernen oder das Programm beenden.</translation>
    </message>
    <message>
        <source>Contexts may fetch</source>
        <translation>Kontexte dürfen abholen</translation>
    </message>
    <message>
        <source>Fetched</source>
        <translation>Abgeholt</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) sent</source>
        <translation>
            <numerusform>%Ln Datei gesendet</numerusform>
            <numerusform>%Ln Dateien gesendet</numerusform>
        </translation>
    </message>
    <message>
        <source>That cannot be served</source>
        <translation>Das kann nicht bereitgestellt werden</translation>
    </message>
</context>
<context>
    <name>rz::app::SocketModel</name>
    <message>
        <source>Live</source>
        <comment>socket: a program listens</comment>
        <translation>Lebt</translation>
    </message>
    <message>
        <source>Stale</source>
        <comment>socket: its program has ended</comment>
        <translation>Verwaist</translation>
    </message>
    <message>
        <source>A program listens there</source>
        <translation>Dort horcht ein Programm</translation>
    </message>
    <message>
        <source>The program that made it has ended without removing it</source>
        <translation>Das Programm, das ihn angelegt hat, ist zu Ende, ohne ihn zu entfernen</translation>
    </message>
    <message>
        <source>Nobody listens there any more. Start the program again, then look again.</source>
        <translation>Dort horcht niemand mehr. Starten Sie das Programm wieder, dann suchen Sie noch einmal.</translation>
    </message>
    <message>
        <source>Since %1</source>
        <translation>Seit %1</translation>
    </message>
    <message>
        <source>The program that listens</source>
        <translation>Das Programm, das horcht</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Its process id</source>
        <translation>Seine Prozesskennung</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Prozess</translation>
    </message>
    <message>
        <source>Whether somebody listens there</source>
        <translation>Ob dort jemand horcht</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>How long the socket has been there</source>
        <translation>Wie lange es den Socket schon gibt</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>The file of the socket</source>
        <translation>Die Datei des Sockets</translation>
    </message>
    <message>
        <source>Socket</source>
        <translation>Socket</translation>
    </message>
</context>
<context>
    <name>rz::app::StatsModel</name>
    <message>
        <source>Last minute: %1 at most, %2 on average</source>
        <translation>Letzte Minute: höchstens %1, im Mittel %2</translation>
    </message>
    <message>
        <source>%1 (context %2)</source>
        <translation>%1 (Kontext %2)</translation>
    </message>
    <message>
        <source>Last ping: %1</source>
        <translation>Letzter Ping: %1</translation>
    </message>
    <message>
        <source>No ping was answered yet</source>
        <translation>Noch kein Ping wurde beantwortet</translation>
    </message>
    <message>
        <source>%1 wait to be sent</source>
        <translation>%1 warten auf das Senden</translation>
    </message>
    <message>
        <source>Each context this desktop is directly connected to</source>
        <translation>Jeder Kontext, mit dem dieser Desktop direkt verbunden ist</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Bytes sent a second, and over the last minute</source>
        <translation>Gesendete Bytes je Sekunde, auch über die letzte Minute</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Bytes received a second, and over the last minute</source>
        <translation>Empfangene Bytes je Sekunde, auch über die letzte Minute</translation>
    </message>
    <message>
        <source>Receiving</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Time until a ping is answered, now and over the last minute</source>
        <translation>Zeit bis zur Antwort auf einen Ping, jetzt und über die letzte Minute</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>Umlaufzeit</translation>
    </message>
    <message>
        <source>Calls that wait for their result</source>
        <translation>Aufrufe, die auf ihr Ergebnis warten</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>Bytes that wait to be sent</source>
        <translation>Bytes, die auf das Senden warten</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Bytes sent since it was connected</source>
        <translation>Seit dem Verbinden gesendete Bytes</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Bytes received since it was connected</source>
        <translation>Seit dem Verbinden empfangene Bytes</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Messages sent since it was connected</source>
        <translation>Seit dem Verbinden gesendete Nachrichten</translation>
    </message>
    <message>
        <source>Messages out</source>
        <translation>Nachrichten aus</translation>
    </message>
    <message>
        <source>Messages received since it was connected</source>
        <translation>Seit dem Verbinden empfangene Nachrichten</translation>
    </message>
    <message>
        <source>Messages in</source>
        <translation>Nachrichten ein</translation>
    </message>
</context>
<context>
    <name>rz::app::StatsPane</name>
    <message>
        <source>What this program itself takes on this machine</source>
        <translation>Was dieses Programm selbst auf diesem Rechner braucht</translation>
    </message>
    <message>
        <source>Links</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>This program: %1 of memory, %2, %3</source>
        <translation>Dieses Programm: %1 Speicher, %2, %3</translation>
    </message>
    <message numerus="yes">
        <source>%Ln thread(s)</source>
        <translation>
            <numerusform>%Ln Thread</numerusform>
            <numerusform>%Ln Threads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln descriptor(s)</source>
        <translation>
            <numerusform>%Ln Deskriptor</numerusform>
            <numerusform>%Ln Deskriptoren</numerusform>
        </translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>Module</translation>
    </message>
    <message>
        <source>What Python contexts imported from this machine</source>
        <translation>Was Python-Kontexte von diesem Rechner importiert haben</translation>
    </message>
</context>
<context>
    <name>rz::app::StatusSummary</name>
    <message numerus="yes">
        <source>%Ln context(s)</source>
        <translation>
            <numerusform>%Ln Kontext</numerusform>
            <numerusform>%Ln Kontexte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln connecting</source>
        <translation>
            <numerusform>%Ln verbindet</numerusform>
            <numerusform>%Ln verbinden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln slow</source>
        <translation>
            <numerusform>%Ln langsam</numerusform>
            <numerusform>%Ln langsam</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln lost</source>
        <translation>
            <numerusform>%Ln verloren</numerusform>
            <numerusform>%Ln verloren</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed</source>
        <translation>
            <numerusform>%Ln fehlgeschlagen</numerusform>
            <numerusform>%Ln fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message>
        <source>Sent and received over all links: %1 and %2 so far</source>
        <translation>Über alle Verbindungen bisher gesendet und empfangen: %1 und %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln question(s) waiting</source>
        <translation>
            <numerusform>%Ln Frage wartet</numerusform>
            <numerusform>%Ln Fragen warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Scripts may connect</source>
        <translation>Skripte dürfen sich verbinden</translation>
    </message>
    <message numerus="yes">
        <source>%Ln script(s) connected</source>
        <translation>
            <numerusform>%Ln Skript verbunden</numerusform>
            <numerusform>%Ln Skripte verbunden</numerusform>
        </translation>
    </message>
    <message>
        <source>Not remembered: another Rhizome is running</source>
        <translation>Wird nicht behalten: Ein anderes Rhizome läuft</translation>
    </message>
    <message>
        <source>The contexts, transfers and calls of this window are forgotten when it closes, because %1 keeps its own in %2.</source>
        <translation>Die Kontexte, Übertragungen und Aufrufe dieses Fensters sind vergessen, wenn es geschlossen wird, weil %1 seine eigenen in %2 behält.</translation>
    </message>
</context>
<context>
    <name>rz::app::StepText</name>
    <message>
        <source>resolve</source>
        <translation>Namensauflösung</translation>
    </message>
    <message>
        <source>connect</source>
        <translation>Verbindungsaufbau</translation>
    </message>
    <message>
        <source>key exchange</source>
        <translation>Schlüsselaustausch</translation>
    </message>
    <message>
        <source>host key</source>
        <translation>Hostschlüssel</translation>
    </message>
    <message>
        <source>authentication</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>open session</source>
        <translation>Sitzung öffnen</translation>
    </message>
    <message>
        <source>first stage</source>
        <translation>erste Stufe</translation>
    </message>
    <message>
        <source>agent upload</source>
        <translation>Agent übertragen</translation>
    </message>
    <message>
        <source>agent start</source>
        <translation>Agent starten</translation>
    </message>
    <message>
        <source>spawn</source>
        <translation>Prozess starten</translation>
    </message>
    <message>
        <source>configure</source>
        <translation>Einrichtung</translation>
    </message>
    <message>
        <source>ask %1</source>
        <comment>a context to make a connection</comment>
        <translation>%1 beauftragen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>host and step</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>read configuration</source>
        <translation>Konfiguration lesen</translation>
    </message>
    <message>
        <source>find container</source>
        <translation>Container suchen</translation>
    </message>
    <message>
        <source>put agent there</source>
        <translation>Agent ablegen</translation>
    </message>
    <message>
        <source>start program</source>
        <translation>Programm starten</translation>
    </message>
    <message>
        <source>enter</source>
        <translation>Container betreten</translation>
    </message>
    <message>
        <source>fork</source>
        <translation>Prozess forken</translation>
    </message>
    <message>
        <source>core upload</source>
        <translation>Kern übertragen</translation>
    </message>
    <message>
        <source>python start</source>
        <translation>Python starten</translation>
    </message>
    <message>
        <source>%1 through %2</source>
        <comment>a step of a connection and the context that does it</comment>
        <translation>%1 über %2</translation>
    </message>
    <message>
        <source>program&apos;s answer</source>
        <translation>Antwort des Programms</translation>
    </message>
    <message>
        <source>no answer yet</source>
        <translation>noch keine Antwort</translation>
    </message>
    <message>
        <source>search for contexts</source>
        <translation>Suche nach Kontexten</translation>
    </message>
    <message>
        <source>greeting</source>
        <translation>Begrüßung</translation>
    </message>
    <message>
        <source>first question</source>
        <translation>erste Frage</translation>
    </message>
</context>
<context>
    <name>rz::app::StoryModel</name>
    <message>
        <source>%1, and %2 waiting for you</source>
        <translation>%1, dazu %2 Warten auf Sie</translation>
    </message>
    <message>
        <source>waited %1 for an answer</source>
        <translation>%1 auf eine Antwort gewartet</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
</context>
<context>
    <name>rz::app::StoryPage</name>
    <message>
        <source>At: %1</source>
        <comment>hop of a failure</comment>
        <translation>Bei: %1</translation>
    </message>
    <message>
        <source>Step: %1</source>
        <comment>step of a failure</comment>
        <translation>Schritt: %1</translation>
    </message>
    <message>
        <source>Seen: %1</source>
        <comment>evidence of a failure</comment>
        <translation>Beobachtet: %1</translation>
    </message>
    <message>
        <source>Likely cause: %1</source>
        <translation>Wahrscheinliche Ursache: %1</translation>
    </message>
    <message>
        <source>What to try: %1</source>
        <translation>Was helfen kann: %1</translation>
    </message>
    <message>
        <source>What programs printed meanwhile</source>
        <translation>Was Programme währenddessen ausgaben</translation>
    </message>
    <message>
        <source>No connection to tell of</source>
        <translation>Keine Verbindung, von der zu berichten wäre</translation>
    </message>
    <message>
        <source>Choose a context to see how it was connected, step by step.</source>
        <translation>Wählen Sie einen Kontext, um Schritt für Schritt zu sehen, wie er verbunden wurde.</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Als Text kopieren</translation>
    </message>
    <message>
        <source>Steps of the connection</source>
        <translation>Schritte der Verbindung</translation>
    </message>
    <message>
        <source>and %1 waiting for you</source>
        <translation>dazu %1 Warten auf Sie</translation>
    </message>
    <message>
        <source>%1: connected in %2</source>
        <comment>path of a context, time it took</comment>
        <translation>%1: verbunden in %2</translation>
    </message>
    <message>
        <source>%1: failed after %2</source>
        <comment>path of a context, time it took</comment>
        <translation>%1: fehlgeschlagen nach %2</translation>
    </message>
    <message>
        <source>%1: connecting for %2</source>
        <comment>path of a context, time so far</comment>
        <translation>%1: verbindet seit %2</translation>
    </message>
</context>
<context>
    <name>rz::app::StoryText</name>
    <message>
        <source>running</source>
        <comment>state of a step</comment>
        <translation>läuft</translation>
    </message>
    <message>
        <source>waiting for you</source>
        <comment>state of a step</comment>
        <translation>wartet auf Sie</translation>
    </message>
    <message>
        <source>done</source>
        <comment>state of a step</comment>
        <translation>fertig</translation>
    </message>
    <message>
        <source>failed</source>
        <comment>state of a step</comment>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>skipped</source>
        <comment>state of a step</comment>
        <translation>übersprungen</translation>
    </message>
    <message>
        <source>Begun %1</source>
        <translation>Begonnen %1</translation>
    </message>
    <message>
        <source>waited %1 for an answer</source>
        <translation>%1 auf eine Antwort gewartet</translation>
    </message>
    <message>
        <source>Output:</source>
        <translation>Ausgabe:</translation>
    </message>
</context>
<context>
    <name>rz::app::StreamView</name>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Standard error</source>
        <translation>Standardfehlerausgabe</translation>
    </message>
    <message>
        <source>Not part of the output</source>
        <translation>Gehört nicht zur Ausgabe</translation>
    </message>
    <message>
        <source>Earlier output is not shown here. Save or copy the output to have more of it.</source>
        <translation>Frühere Ausgaben werden hier nicht gezeigt. Speichern oder kopieren Sie die Ausgabe, um mehr davon zu haben.</translation>
    </message>
</context>
<context>
    <name>rz::app::TableActions</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Save as text…</source>
        <translation>Als Text speichern …</translation>
    </message>
    <message>
        <source>Save as text</source>
        <translation>Als Text speichern</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>Text (*.txt)</translation>
    </message>
    <message>
        <source>Copy the selected rows as text</source>
        <translation>Die gewählten Zeilen als Text kopieren</translation>
    </message>
    <message>
        <source>Save all rows as text</source>
        <translation>Alle Zeilen als Text speichern</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>Gespeichert als %1</translation>
    </message>
</context>
<context>
    <name>rz::app::TargetField</name>
    <message>
        <source>Look</source>
        <comment>button: see what there is to connect to</comment>
        <translation>Nachsehen</translation>
    </message>
    <message>
        <source>See what there is to connect to</source>
        <translation>Nachsehen, womit man sich verbinden kann</translation>
    </message>
    <message>
        <source>Look: %1</source>
        <comment>button: see what there is, and the field it fills</comment>
        <translation>Nachsehen: %1</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>No containers here. Type a name, or start one and look again.</source>
        <translation>Keine Container hier. Geben Sie einen Namen ein, oder starten Sie einen und sehen Sie erneut nach.</translation>
    </message>
    <message>
        <source>No pods here. Type a name, or start one and look again.</source>
        <translation>Keine Pods hier. Geben Sie einen Namen ein, oder starten Sie einen und sehen Sie erneut nach.</translation>
    </message>
    <message>
        <source>No accounts here that can log in. Type a name.</source>
        <translation>Keine Konten hier, die sich anmelden können. Geben Sie einen Namen ein.</translation>
    </message>
    <message>
        <source>Nothing found here. Type a name, or look again later.</source>
        <translation>Nichts gefunden. Geben Sie einen Namen ein, oder sehen Sie später erneut nach.</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Suche …</translation>
    </message>
    <message>
        <source>The list could not be had: %1</source>
        <translation>Die Liste war nicht zu bekommen: %1</translation>
    </message>
</context>
<context>
    <name>rz::app::TransferActions</name>
    <message>
        <source>&amp;Pause</source>
        <translation>An&amp;halten</translation>
    </message>
    <message>
        <source>Let the program stand still</source>
        <translation>Das Programm stillstehen lassen</translation>
    </message>
    <message>
        <source>Res&amp;ume</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>Let the program go on</source>
        <translation>Das Programm weiterlaufen lassen</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>End the program</source>
        <translation>Das Programm beenden</translation>
    </message>
    <message>
        <source>Ret&amp;ry</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Do it again in the same way</source>
        <translation>Auf dieselbe Weise noch einmal übertragen</translation>
    </message>
    <message>
        <source>Re&amp;move from list</source>
        <translation>Aus der &amp;Liste nehmen</translation>
    </message>
    <message>
        <source>Take it out of the list</source>
        <translation>Aus der Liste nehmen</translation>
    </message>
    <message>
        <source>Remove all &amp;finished</source>
        <translation>Alle &amp;beendeten entfernen</translation>
    </message>
    <message>
        <source>Take all that are over out of the list</source>
        <translation>Alles, was vorbei ist, aus der Liste nehmen</translation>
    </message>
    <message>
        <source>Copy comman&amp;d</source>
        <translation>&amp;Befehl kopieren</translation>
    </message>
    <message>
        <source>Copy the command as it is run</source>
        <translation>Den Befehl kopieren, wie er ausgeführt wird</translation>
    </message>
    <message>
        <source>&amp;Show context</source>
        <translation>&amp;Kontext zeigen</translation>
    </message>
    <message>
        <source>Choose the context that it leads to</source>
        <translation>Den Kontext wählen, zu dem sie führt</translation>
    </message>
</context>
<context>
    <name>rz::app::TransferDetails</name>
    <message>
        <source>The chosen transfer</source>
        <translation>Die gewählte Übertragung</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>What the program prints appears here.</source>
        <translation>Hier erscheint, was das Programm ausgibt.</translation>
    </message>
    <message>
        <source>From %1 to %2</source>
        <translation>Von %1 nach %2</translation>
    </message>
    <message>
        <source>The command as it is run on %1. In it, “%2” stands for %3.</source>
        <translation>Der Befehl, wie er auf %1 ausgeführt wird. Darin steht „%2“ für %3.</translation>
    </message>
</context>
<context>
    <name>rz::app::TransferDialog</name>
    <message>
        <source>File…</source>
        <translation>Datei …</translation>
    </message>
    <message>
        <source>Choose a file of this machine</source>
        <translation>Eine Datei dieses Rechners wählen</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner …</translation>
    </message>
    <message>
        <source>Choose a folder of this machine</source>
        <translation>Einen Ordner dieses Rechners wählen</translation>
    </message>
    <message>
        <source>Transfer files</source>
        <translation>Dateien übertragen</translation>
    </message>
    <message>
        <source>Folder to transfer</source>
        <translation>Ordner, der übertragen wird</translation>
    </message>
    <message>
        <source>File with commands</source>
        <translation>Datei mit Befehlen</translation>
    </message>
    <message>
        <source>File to transfer</source>
        <translation>Datei, die übertragen wird</translation>
    </message>
    <message>
        <source>Folder to put it into</source>
        <translation>Ordner, in den es kommt</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>The program that transfers; it must be installed</source>
        <translation>Das Programm, das überträgt; es muss installiert sein</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Richtung</translation>
    </message>
    <message>
        <source>From where to where</source>
        <translation>Von wo nach wo</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Kontext</translation>
    </message>
    <message>
        <source>A context that is connected</source>
        <translation>Ein verbundener Kontext</translation>
    </message>
    <message>
        <source>To context</source>
        <translation>Zu Kontext</translation>
    </message>
    <message>
        <source>The context where it is put</source>
        <translation>Der Kontext, in den es kommt</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Paths of files or folders, one a line</source>
        <translation>Pfade von Dateien oder Ordnern, einer je Zeile</translation>
    </message>
    <message>
        <source>Into</source>
        <translation>Wohin</translation>
    </message>
    <message>
        <source>Where it is put</source>
        <translation>Wohin es kommt</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>The command as it will be run</source>
        <translation>Der Befehl, wie er ausgeführt wird</translation>
    </message>
    <message>
        <source>Keep times and &amp;permissions</source>
        <translation>Zeiten und &amp;Rechte erhalten</translation>
    </message>
    <message>
        <source>With rsync also links, and owners where the user may set them</source>
        <translation>Mit rsync auch Verknüpfungen, und Besitzer, wo der Benutzer sie setzen darf</translation>
    </message>
    <message>
        <source>Only what is &amp;in the folder, not the folder itself</source>
        <translation>Nur was &amp;im Ordner ist, nicht den Ordner selbst</translation>
    </message>
    <message>
        <source>Its files are put right where you say, instead of into a folder of that name</source>
        <translation>Seine Dateien kommen direkt an den genannten Ort statt in einen Ordner seines Namens</translation>
    </message>
    <message>
        <source>Keep &amp;what is there of interrupted files</source>
        <translation>&amp;Unterbrochene Dateien so weit behalten, wie sie da sind</translation>
    </message>
    <message>
        <source>A retry goes on from there</source>
        <translation>Eine Wiederholung macht dort weiter</translation>
    </message>
    <message>
        <source>C&amp;ompress on the way</source>
        <translation>Unter&amp;wegs komprimieren</translation>
    </message>
    <message>
        <source>Good for slow connections and for texts</source>
        <translation>Gut bei langsamen Verbindungen und für Texte</translation>
    </message>
    <message>
        <source>&amp;Delete what the source does not have</source>
        <translation>&amp;Löschen, was die Quelle nicht hat</translation>
    </message>
    <message>
        <source>The target becomes a mirror of the source. What is deleted there cannot be brought back</source>
        <translation>Das Ziel wird ein Spiegel der Quelle. Was dort gelöscht wird, ist nicht zurückzuholen</translation>
    </message>
    <message>
        <source>Only s&amp;how what would be done</source>
        <translation>&amp;Nur zeigen, was geschähe</translation>
    </message>
    <message>
        <source>Nothing is changed; the output lists each file</source>
        <translation>Nichts wird verändert; die Ausgabe nennt jede Datei</translation>
    </message>
    <message>
        <source>Pro&amp;gram</source>
        <translation>Pro&amp;gramm</translation>
    </message>
    <message>
        <source>Di&amp;rection</source>
        <translation>Richt&amp;ung</translation>
    </message>
    <message>
        <source>Conte&amp;xt</source>
        <translation>Konte&amp;xt</translation>
    </message>
    <message>
        <source>To conte&amp;xt</source>
        <translation>Zu &amp;Kontext</translation>
    </message>
    <message>
        <source>&amp;What</source>
        <translation>Wa&amp;s</translation>
    </message>
    <message>
        <source>In&amp;to</source>
        <translation>W&amp;ohin</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Optionen</translation>
    </message>
    <message>
        <source>Co&amp;mmand</source>
        <translation>Be&amp;fehl</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>Übertragen</translation>
    </message>
    <message>
        <source>From conte&amp;xt</source>
        <translation>Von Konte&amp;xt</translation>
    </message>
    <message>
        <source>Commands &amp;from</source>
        <translation>Befehle au&amp;s</translation>
    </message>
    <message>
        <source>/path/on/this/machine</source>
        <translation>/pfad/auf/diesem/Rechner</translation>
    </message>
    <message>
        <source>path there, one a line</source>
        <translation>Pfad dort, einer je Zeile</translation>
    </message>
    <message>
        <source>home directory</source>
        <translation>Heimatverzeichnis</translation>
    </message>
    <message>
        <source>One context may command the other</source>
        <translation>Ein Kontext kann über den anderen verfügen</translation>
    </message>
    <message>
        <source>Until the transfer ends, %1 on %2 can run any command on %3, as the user of that context.</source>
        <translation>Bis die Übertragung endet, kann %1 auf %2 auf %3 jeden Befehl ausführen, als der Benutzer jenes Kontexts.</translation>
    </message>
</context>
<context>
    <name>rz::app::TransferModel</name>
    <message>
        <source>How much of the whole is done, or what went over the connection</source>
        <translation>Wie viel vom Ganzen getan ist, oder was über die Verbindung ging</translation>
    </message>
    <message>
        <source>How fast it goes over the connection</source>
        <translation>Wie schnell es über die Verbindung geht</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>From</source>
        <comment>place</comment>
        <translation>Von</translation>
    </message>
    <message>
        <source>To</source>
        <comment>place</comment>
        <translation>Nach</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Left</source>
        <comment>time</comment>
        <translation>Rest</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>What rsync expects, or follows from the rate</source>
        <translation>Was rsync erwartet oder sich aus der Rate ergibt</translation>
    </message>
</context>
<context>
    <name>rz::app::TransferOrder</name>
    <message>
        <source>A path is longer than any can be.</source>
        <translation>Ein Pfad ist länger, als einer sein kann.</translation>
    </message>
    <message>
        <source>On %1 the path has to begin with “/”.</source>
        <translation>Auf %1 muss der Pfad mit „/“ beginnen.</translation>
    </message>
    <message>
        <source>Choose a context that is connected.</source>
        <translation>Einen verbundenen Kontext wählen.</translation>
    </message>
    <message>
        <source>Choose two different contexts.</source>
        <translation>Zwei verschiedene Kontexte wählen.</translation>
    </message>
    <message>
        <source>This program does not transfer in that direction.</source>
        <translation>Dieses Programm überträgt nicht in diese Richtung.</translation>
    </message>
    <message>
        <source>Choose the file with the commands.</source>
        <translation>Die Datei mit den Befehlen wählen.</translation>
    </message>
    <message>
        <source>Say what is to be transferred.</source>
        <translation>Angeben, was übertragen werden soll.</translation>
    </message>
    <message>
        <source>This program takes one path only.</source>
        <translation>Dieses Programm nimmt nur einen Pfad.</translation>
    </message>
    <message>
        <source>These are more than a thousand paths: transfer the folder that they are in.</source>
        <translation>Das sind mehr als tausend Pfade: Besser den Ordner übertragen, in dem sie sind.</translation>
    </message>
    <message>
        <source>Say where it is to be put.</source>
        <translation>Angeben, wohin es kommen soll.</translation>
    </message>
    <message>
        <source>The path %1 has a tab, a line break or another control character.</source>
        <translation>Der Pfad %1 hat einen Tabulator, Zeilenumbruch oder ein anderes Steuerzeichen.</translation>
    </message>
</context>
<context>
    <name>rz::app::TransferText</name>
    <message>
        <source>%1: %2</source>
        <comment>context, path</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>only what differs; goes on after an interruption; needed at both ends</source>
        <translation>nur was sich unterscheidet; macht nach einer Unterbrechung weiter; wird an beiden Enden gebraucht</translation>
    </message>
    <message>
        <source>plain copy; needs nothing at the other end</source>
        <translation>einfache Kopie; braucht am anderen Ende nichts</translation>
    </message>
    <message>
        <source>commands from a file, such as put, get and rename</source>
        <translation>Befehle aus einer Datei, etwa put, get und rename</translation>
    </message>
    <message>
        <source>a repository with its history</source>
        <translation>ein Repository mit seiner Geschichte</translation>
    </message>
    <message>
        <source>From this machine to a context</source>
        <translation>Von diesem Rechner zu einem Kontext</translation>
    </message>
    <message>
        <source>From a context to this machine</source>
        <translation>Von einem Kontext zu diesem Rechner</translation>
    </message>
    <message>
        <source>From one context to another</source>
        <translation>Von einem Kontext zu einem anderen</translation>
    </message>
    <message>
        <source>Waiting</source>
        <comment>state of a transfer</comment>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Running</source>
        <comment>state of a transfer</comment>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Paused</source>
        <comment>state of a transfer</comment>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Done</source>
        <comment>state of a transfer</comment>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <comment>state of a transfer</comment>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <comment>state of a transfer</comment>
        <translation>Abgebrochen</translation>
    </message>
    <message numerus="yes">
        <source> and %Ln more</source>
        <comment>paths</comment>
        <translation>
            <numerusform> und %Ln weiterer</numerusform>
            <numerusform> und %Ln weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>home directory</source>
        <translation>Heimatverzeichnis</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>percent</comment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1, %2, from %3 to %4, %5</source>
        <comment>program, state, source, target, progress of a transfer</comment>
        <translation>%1, %2, von %3 nach %4, %5</translation>
    </message>
    <message>
        <source>Waits until others have ended</source>
        <translation>Wartet, bis andere beendet sind</translation>
    </message>
    <message>
        <source>Running for %1: %2 so far</source>
        <comment>time, bytes</comment>
        <translation>Läuft seit %1: bisher %2</translation>
    </message>
    <message>
        <source>Paused after %1 of data</source>
        <translation>Angehalten nach %1</translation>
    </message>
    <message>
        <source>Done in %1; nothing was changed</source>
        <comment>dry run</comment>
        <translation>Fertig nach %1; nichts wurde verändert</translation>
    </message>
    <message>
        <source>Done in %1: %2 went over the connection</source>
        <comment>time, bytes</comment>
        <translation>Fertig nach %1: %2 gingen über die Verbindung</translation>
    </message>
    <message>
        <source>Failed after %1</source>
        <comment>time</comment>
        <translation>Fehlgeschlagen nach %1</translation>
    </message>
    <message>
        <source>Cancelled after %1</source>
        <comment>time</comment>
        <translation>Abgebrochen nach %1</translation>
    </message>
    <message>
        <source>%1 exited with status %2</source>
        <comment>program, number</comment>
        <translation>%1 endete mit Exit-Code %2</translation>
    </message>
    <message>
        <source>Signal %2 ended %1</source>
        <comment>program, number</comment>
        <translation>%1 wurde von Signal %2 beendet</translation>
    </message>
</context>
<context>
    <name>rz::app::TransferTrouble</name>
    <message>
        <source>Retry goes on from there: what is over already is not transferred again.</source>
        <translation>Eine Wiederholung macht dort weiter: Was schon drüben ist, wird nicht noch einmal übertragen.</translation>
    </message>
    <message>
        <source>Retry begins anew; rsync would go on from where it was.</source>
        <translation>Eine Wiederholung beginnt von vorn; rsync würde weitermachen, wo es war.</translation>
    </message>
    <message>
        <source>The transfer failed</source>
        <translation>Die Übertragung ist fehlgeschlagen</translation>
    </message>
    <message>
        <source>The program is not installed</source>
        <translation>Das Programm ist nicht installiert</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>Zugriff verweigert</translation>
    </message>
    <message>
        <source>No space is left</source>
        <translation>Kein Platz mehr</translation>
    </message>
    <message>
        <source>The path does not exist</source>
        <translation>Den Pfad gibt es nicht</translation>
    </message>
    <message>
        <source>Some files were not transferred</source>
        <translation>Einige Dateien wurden nicht übertragen</translation>
    </message>
    <message>
        <source>Some files vanished meanwhile</source>
        <translation>Einige Dateien sind inzwischen verschwunden</translation>
    </message>
    <message>
        <source>The connection ended</source>
        <translation>Die Verbindung ist abgebrochen</translation>
    </message>
    <message>
        <source>Not possible as asked</source>
        <translation>So nicht möglich</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Unterbrochen</translation>
    </message>
    <message>
        <source>The last lines of the output say more.</source>
        <translation>Die letzten Zeilen der Ausgabe sagen mehr.</translation>
    </message>
    <message>
        <source>%1 is not installed on %2. On Debian it is in the package %3.</source>
        <translation>%1 ist auf %2 nicht installiert. Bei Debian ist es im Paket %3.</translation>
    </message>
    <message>
        <source>rsync is needed at both ends, and %1 has none. Install the package rsync there, or use scp, which needs nothing there.</source>
        <translation>rsync wird an beiden Enden gebraucht, und %1 hat keines. Dort das Paket rsync installieren, oder scp nehmen, das dort nichts braucht.</translation>
    </message>
    <message>
        <source>%1 is needed at both ends, and %2 has none. Install the package %3 there.</source>
        <translation>%1 wird an beiden Enden gebraucht, und %2 hat keines. Dort das Paket %3 installieren.</translation>
    </message>
    <message>
        <source>The users at the two ends may not read or write everything there. Choose another directory, or a context of a user who may, for instance one by sudo.</source>
        <translation>Die Benutzer an den beiden Enden dürfen dort nicht alles lesen oder schreiben. Ein anderes Verzeichnis wählen, oder einen Kontext eines Benutzers, der darf, etwa einen über sudo.</translation>
    </message>
    <message>
        <source>Make room on %1, then retry. %2</source>
        <translation>Auf %1 Platz schaffen, dann wiederholen. %2</translation>
    </message>
    <message>
        <source>The output names it. Correct the path and start a new transfer.</source>
        <translation>Die Ausgabe nennt ihn. Den Pfad berichtigen und eine neue Übertragung beginnen.</translation>
    </message>
    <message>
        <source>The output names them, and why. All others are transferred.</source>
        <translation>Die Ausgabe nennt sie und den Grund. Alle anderen sind übertragen.</translation>
    </message>
    <message>
        <source>They were deleted at the source while it was read. All others are transferred; retry to be sure.</source>
        <translation>Sie wurden an der Quelle gelöscht, während sie gelesen wurde. Alle anderen sind übertragen; sicherheitshalber wiederholen.</translation>
    </message>
    <message>
        <source>Reconnect %1, then retry. %2</source>
        <translation>%1 neu verbinden, dann wiederholen. %2</translation>
    </message>
    <message>
        <source>Rhizome ended while it was under way. %1</source>
        <translation>Rhizome wurde währenddessen beendet. %1</translation>
    </message>
</context>
<context>
    <name>rz::app::TransfersPane</name>
    <message>
        <source>Transfers</source>
        <translation>Übertragungen</translation>
    </message>
    <message>
        <source>Filter transfers</source>
        <translation>Übertragungen filtern</translation>
    </message>
    <message>
        <source>transfers</source>
        <comment>name of a file</comment>
        <translation>uebertragungen</translation>
    </message>
    <message>
        <source>No transfers yet</source>
        <translation>Noch keine Übertragungen</translation>
    </message>
    <message>
        <source>Files go to contexts and back over the connections that are open, by rsync, scp, sftp or git. Start one here, or drop files on a context.</source>
        <translation>Dateien gehen über die offenen Verbindungen zu Kontexten und zurück, mit rsync, scp, sftp oder git. Hier eine beginnen, oder Dateien auf einen Kontext ziehen.</translation>
    </message>
    <message>
        <source>No transfer matches</source>
        <translation>Keine Übertragung passt</translation>
    </message>
    <message>
        <source>The filter looks at states, programs, contexts and paths.</source>
        <translation>Der Filter sucht in Zuständen, Programmen, Kontexten und Pfaden.</translation>
    </message>
    <message>
        <source>Transfers at once</source>
        <translation>Übertragungen gleichzeitig</translation>
    </message>
    <message>
        <source>How many transfers run at a time; the others wait</source>
        <translation>Wie viele Übertragungen zugleich laufen; die anderen warten</translation>
    </message>
    <message numerus="yes">
        <source>%Ln at once</source>
        <translation>
            <numerusform>%Ln zugleich</numerusform>
            <numerusform>%Ln zugleich</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rz::app::ValueTableModel</name>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
</context>
<context>
    <name>rz::app::ValueText</name>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>none</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>yes or no</source>
        <translation>ja oder nein</translation>
    </message>
    <message>
        <source>integer</source>
        <translation>ganze Zahl</translation>
    </message>
    <message>
        <source>number</source>
        <translation>Zahl</translation>
    </message>
    <message numerus="yes">
        <source>%Ln byte(s)</source>
        <translation>
            <numerusform>%Ln Byte</numerusform>
            <numerusform>%Ln Bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>text, %Ln character(s)</source>
        <translation>
            <numerusform>Text, %Ln Zeichen</numerusform>
            <numerusform>Text, %Ln Zeichen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>list, %Ln item(s)</source>
        <translation>
            <numerusform>Liste, %Ln Element</numerusform>
            <numerusform>Liste, %Ln Elemente</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>tuple, %Ln item(s)</source>
        <translation>
            <numerusform>Tupel, %Ln Element</numerusform>
            <numerusform>Tupel, %Ln Elemente</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>dictionary, %Ln entry(s)</source>
        <translation>
            <numerusform>Wörterbuch, %Ln Eintrag</numerusform>
            <numerusform>Wörterbuch, %Ln Einträge</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>blob, %Ln byte(s)</source>
        <translation>
            <numerusform>Blob, %Ln Byte</numerusform>
            <numerusform>Blob, %Ln Bytes</numerusform>
        </translation>
    </message>
    <message>
        <source>secret</source>
        <translation>Geheimnis</translation>
    </message>
    <message>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>context</source>
        <translation>Kontext</translation>
    </message>
    <message>
        <source>sender</source>
        <translation>Sender</translation>
    </message>
    <message numerus="yes">
        <source>keywords, %Ln entry(s)</source>
        <translation>
            <numerusform>Schlüsselwörter, %Ln Eintrag</numerusform>
            <numerusform>Schlüsselwörter, %Ln Einträge</numerusform>
        </translation>
    </message>
    <message>
        <source>object of %1</source>
        <translation>Objekt von %1</translation>
    </message>
    <message>
        <source>object</source>
        <translation>Objekt</translation>
    </message>
</context>
<context>
    <name>rz::app::ValueTreeModel</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
</context>
<context>
    <name>rz::app::ValueView</name>
    <message>
        <source>Result as text</source>
        <translation>Ergebnis als Text</translation>
    </message>
    <message>
        <source>Filter rows</source>
        <translation>Zeilen filtern</translation>
    </message>
    <message>
        <source>Result as table</source>
        <translation>Ergebnis als Tabelle</translation>
    </message>
    <message>
        <source>result</source>
        <comment>name of a file</comment>
        <translation>ergebnis</translation>
    </message>
    <message>
        <source>Result as tree</source>
        <translation>Ergebnis als Baum</translation>
    </message>
    <message>
        <source>… Only the beginning is shown; copy or save the result to have all of it.</source>
        <translation>… Nur der Anfang wird gezeigt; kopieren oder speichern Sie das Ergebnis, um alles zu haben.</translation>
    </message>
</context>
<context>
    <name>rz::app::WindowMenus</name>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Takes effect when Rhizome is started again</source>
        <translation>Wirkt beim nächsten Start von Rhizome</translation>
    </message>
    <message>
        <source>&amp;Contexts</source>
        <translation>&amp;Kontexte</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>&amp;Gehe zu</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Panes</source>
        <translation>&amp;Bereiche</translation>
    </message>
    <message>
        <source>&amp;Appearance</source>
        <translation>&amp;Erscheinungsbild</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
</context>
<context>
    <name>rz::app::WorkspaceMenu</name>
    <message>
        <source>&amp;Workspace</source>
        <translation>A&amp;rbeitsbereich</translation>
    </message>
    <message>
        <source>&amp;Save as…</source>
        <translation>&amp;Speichern unter …</translation>
    </message>
    <message>
        <source>Write how everything that is connected is reached into a file</source>
        <translation>Die Wege zu allem, was verbunden ist, in eine Datei schreiben</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>Ö&amp;ffnen …</translation>
    </message>
    <message>
        <source>Connect to everything that such a file says</source>
        <translation>Alles verbinden, was in einer solchen Datei steht</translation>
    </message>
    <message>
        <source>&amp;Reconnect at start</source>
        <translation>Beim Start &amp;wieder verbinden</translation>
    </message>
    <message>
        <source>What was connected when Rhizome ended</source>
        <translation>Was verbunden war, als Rhizome endete</translation>
    </message>
    <message>
        <source>&amp;Never</source>
        <translation>&amp;Nie</translation>
    </message>
    <message>
        <source>&amp;Ask</source>
        <translation>&amp;Fragen</translation>
    </message>
    <message>
        <source>A&amp;lways</source>
        <translation>&amp;Immer</translation>
    </message>
    <message>
        <source>Save workspace</source>
        <translation>Arbeitsbereich speichern</translation>
    </message>
    <message>
        <source>workspace</source>
        <comment>name of a file</comment>
        <translation>arbeitsbereich</translation>
    </message>
    <message>
        <source>Workspaces (*.json)</source>
        <translation>Arbeitsbereiche (*.json)</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>Gespeichert als %1</translation>
    </message>
    <message>
        <source>Open workspace</source>
        <translation>Arbeitsbereich öffnen</translation>
    </message>
    <message>
        <source>Cannot open %1: %2</source>
        <translation>%1 kann nicht geöffnet werden: %2</translation>
    </message>
</context>
<context>
    <name>rz::connect</name>
    <message>
        <source>Process name</source>
        <translation>Prozessname</translation>
    </message>
    <message>
        <source>Shown by ps on the host after &quot;rhizome:&quot;; user@host:pid of the parent when left out. No slashes.</source>
        <translation>Von ps auf dem Host hinter „rhizome:“ gezeigt; ohne Angabe benutzer@host:pid des übergeordneten Kontexts. Keine Schrägstriche.</translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation>Zeitgrenze</translation>
    </message>
    <message>
        <source>Seconds to wait for the connection; the clock stands still while a question is open.</source>
        <translation>Sekunden, die auf die Verbindung gewartet wird; solange eine Frage offen ist, steht die Uhr still.</translation>
    </message>
    <message>
        <source>No traffic between its children</source>
        <translation>Kein Verkehr zwischen seinen Unterkontexten</translation>
    </message>
    <message>
        <source>Contexts below it may talk to their parents only, not to each other.</source>
        <translation>Kontexte darunter dürfen nur mit ihren übergeordneten sprechen, nicht miteinander.</translation>
    </message>
    <message>
        <source>Debug log</source>
        <translation>Debug-Protokoll</translation>
    </message>
    <message>
        <source>The context sends its debug messages to the log.</source>
        <translation>Der Kontext sendet seine Debug-Meldungen ins Protokoll.</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>Host name, address, or a Host entry of ~/.ssh/config.</source>
        <translation>Hostname, Adresse oder ein Host-Eintrag aus ~/.ssh/config.</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Account on the host; from ~/.ssh/config or your own name when left out.</source>
        <translation>Konto auf dem Host; ohne Angabe aus ~/.ssh/config oder Ihr eigener Name.</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>TCP port of the ssh server; from ~/.ssh/config or 22 when left out.</source>
        <translation>TCP-Port des ssh-Servers; ohne Angabe aus ~/.ssh/config oder 22.</translation>
    </message>
    <message>
        <source>Host keys</source>
        <translation>Hostschlüssel</translation>
    </message>
    <message>
        <source>ask: show unknown and changed keys; enforce: refuse them; accept: trust and store unknown ones; ignore: do not check.</source>
        <translation>Nachfragen: unbekannte und geänderte Schlüssel zeigen; durchsetzen: sie ablehnen; annehmen: unbekannten vertrauen und sie speichern; ignorieren: nicht prüfen.</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Used once if the server asks for one; you are asked when it is left out.</source>
        <translation>Wird einmal verwendet, wenn der Server danach fragt; ohne Angabe werden Sie gefragt.</translation>
    </message>
    <message>
        <source>Private key</source>
        <translation>Privater Schlüssel</translation>
    </message>
    <message>
        <source>File of a private key to offer.</source>
        <translation>Datei eines privaten Schlüssels, der angeboten wird.</translation>
    </message>
    <message>
        <source>Offer only that key</source>
        <translation>Nur diesen Schlüssel anbieten</translation>
    </message>
    <message>
        <source>Keys of the ssh agent are not offered when a private key or password is given.</source>
        <translation>Schlüssel des ssh-Agenten werden nicht angeboten, wenn ein privater Schlüssel oder ein Passwort angegeben ist.</translation>
    </message>
    <message>
        <source>Compression</source>
        <translation>Kompression</translation>
    </message>
    <message>
        <source>Compress the connection; worth it on slow links only.</source>
        <translation>Die Verbindung komprimieren; lohnt sich nur auf langsamen Leitungen.</translation>
    </message>
    <message>
        <source>Keep-alive interval</source>
        <translation>Keep-Alive-Abstand</translation>
    </message>
    <message>
        <source>Seconds between keep-alive messages of ssh; 0 sends none.</source>
        <translation>Sekunden zwischen Lebenszeichen von ssh; 0 sendet keine.</translation>
    </message>
    <message>
        <source>SSH debug level</source>
        <translation>SSH-Debugstufe</translation>
    </message>
    <message>
        <source>0 to 3: how much of the ssh protocol is written to the log.</source>
        <translation>0 bis 3: wie viel vom ssh-Protokoll ins Protokoll geschrieben wird.</translation>
    </message>
    <message>
        <source>SSH</source>
        <translation>SSH</translation>
    </message>
    <message>
        <source>A host that runs an ssh server.</source>
        <translation>Ein Host mit einem ssh-Server.</translation>
    </message>
    <message>
        <source>Local process</source>
        <translation>Lokaler Prozess</translation>
    </message>
    <message>
        <source>Another process on the same machine, as the same user.</source>
        <translation>Ein weiterer Prozess auf demselben Rechner, als derselbe Benutzer.</translation>
    </message>
    <message>
        <source>ask</source>
        <translation>nachfragen</translation>
    </message>
    <message>
        <source>enforce</source>
        <translation>durchsetzen</translation>
    </message>
    <message>
        <source>accept</source>
        <translation>annehmen</translation>
    </message>
    <message>
        <source>ignore</source>
        <translation>ignorieren</translation>
    </message>
    <message>
        <source>Account in the container; the one its image names when left out.</source>
        <translation>Konto im Container; ohne Angabe das in seinem Image festgelegte.</translation>
    </message>
    <message>
        <source>Password question</source>
        <translation>Frage nach dem Passwort</translation>
    </message>
    <message>
        <source>Part of the question for the password; only needed where something else is asked first.</source>
        <translation>Teil der Frage nach dem Passwort; nur nötig, wenn vorher etwas anderes gefragt wird.</translation>
    </message>
    <message>
        <source>Refusals</source>
        <translation>Ablehnungen</translation>
    </message>
    <message>
        <source>Parts of lines that say that the password was wrong; any end without a shell means it when left out.</source>
        <translation>Teile von Zeilen, die ein falsches Passwort melden; ohne Angabe gilt jedes Ende ohne Shell als falsches Passwort.</translation>
    </message>
    <message>
        <source>SSH program</source>
        <translation>SSH-Programm</translation>
    </message>
    <message>
        <source>The ssh command of OpenSSH to use; on the desktop in place of its own ssh.</source>
        <translation>Der Befehl ssh von OpenSSH, der verwendet wird; auf dem Desktop anstelle des eingebauten ssh.</translation>
    </message>
    <message>
        <source>Options of ssh</source>
        <translation>Optionen von ssh</translation>
    </message>
    <message>
        <source>Further options for the ssh command, which is then used on the desktop, too.</source>
        <translation>Weitere Optionen für den ssh-Befehl, der dann auch auf dem Desktop verwendet wird.</translation>
    </message>
    <message>
        <source>Local process, forked</source>
        <translation>Lokaler Prozess (fork)</translation>
    </message>
    <message>
        <source>Account to become.</source>
        <translation>Konto, zu dem gewechselt wird.</translation>
    </message>
    <message>
        <source>The password sudo wants, as a rule your own there; used once. You are asked when it is left out.</source>
        <translation>Das Passwort, das sudo verlangt, in der Regel Ihr eigenes dort; wird einmal verwendet. Ohne Angabe werden Sie gefragt.</translation>
    </message>
    <message>
        <source>Set HOME</source>
        <translation>HOME setzen</translation>
    </message>
    <message>
        <source>HOME becomes the home directory of that account.</source>
        <translation>HOME wird das Home-Verzeichnis dieses Kontos.</translation>
    </message>
    <message>
        <source>Keep the environment</source>
        <translation>Umgebung beibehalten</translation>
    </message>
    <message>
        <source>The variables of the context before stay as they are, where sudo permits it.</source>
        <translation>Die Umgebungsvariablen des vorigen Kontexts bleiben, wie sie sind, sofern sudo es erlaubt.</translation>
    </message>
    <message>
        <source>SELinux role</source>
        <translation>SELinux-Rolle</translation>
    </message>
    <message>
        <source>Role of the new security context.</source>
        <translation>Rolle des neuen Sicherheitskontexts.</translation>
    </message>
    <message>
        <source>SELinux type</source>
        <translation>SELinux-Typ</translation>
    </message>
    <message>
        <source>Type of the new security context.</source>
        <translation>Typ des neuen Sicherheitskontexts.</translation>
    </message>
    <message>
        <source>Options of sudo</source>
        <translation>Optionen von sudo</translation>
    </message>
    <message>
        <source>Further options as one gives them to sudo: -E, -g GROUP, -H, -k, -P, -r ROLE, -t TYPE, -u USER.</source>
        <translation>Weitere Optionen, wie man sie sudo gibt: -E, -g GRUPPE, -H, -k, -P, -r ROLLE, -t TYP, -u BENUTZER.</translation>
    </message>
    <message>
        <source>sudo program</source>
        <translation>sudo-Programm</translation>
    </message>
    <message>
        <source>The sudo command to use.</source>
        <translation>Der Befehl sudo, der verwendet wird.</translation>
    </message>
    <message>
        <source>Another user (sudo)</source>
        <translation>Anderer Benutzer (sudo)</translation>
    </message>
    <message>
        <source>Another user of the same machine, as far as its sudoers file permits it.</source>
        <translation>Ein anderer Benutzer desselben Rechners, soweit dessen sudoers-Datei es erlaubt.</translation>
    </message>
    <message>
        <source>Password of that account, used once; you are asked when it is left out.</source>
        <translation>Passwort dieses Kontos, wird einmal verwendet; ohne Angabe werden Sie gefragt.</translation>
    </message>
    <message>
        <source>su program</source>
        <translation>su-Programm</translation>
    </message>
    <message>
        <source>The su command to use.</source>
        <translation>Der Befehl su, der verwendet wird.</translation>
    </message>
    <message>
        <source>Another user (su)</source>
        <translation>Anderer Benutzer (su)</translation>
    </message>
    <message>
        <source>Another user of the same machine, whose password is asked.</source>
        <translation>Ein anderer Benutzer desselben Rechners, nach dessen Passwort gefragt wird.</translation>
    </message>
    <message>
        <source>Your own password there, used once; you are asked when it is left out.</source>
        <translation>Ihr eigenes Passwort dort, wird einmal verwendet; ohne Angabe werden Sie gefragt.</translation>
    </message>
    <message>
        <source>doas program</source>
        <translation>doas-Programm</translation>
    </message>
    <message>
        <source>The doas command to use.</source>
        <translation>Der Befehl doas, der verwendet wird.</translation>
    </message>
    <message>
        <source>Another user (doas)</source>
        <translation>Anderer Benutzer (doas)</translation>
    </message>
    <message>
        <source>Another user of the same machine, as far as its doas.conf permits it.</source>
        <translation>Ein anderer Benutzer desselben Rechners, soweit dessen doas.conf es erlaubt.</translation>
    </message>
    <message>
        <source>Container</source>
        <translation>Container</translation>
    </message>
    <message>
        <source>Name or id of a running container.</source>
        <translation>Name oder ID eines laufenden Containers.</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>Start a temporary container from this image instead; it is removed when the context ends.</source>
        <translation>Stattdessen einen temporären Container aus diesem Image starten; er wird entfernt, wenn der Kontext endet.</translation>
    </message>
    <message>
        <source>Docker program</source>
        <translation>Docker-Programm</translation>
    </message>
    <message>
        <source>The docker command to use.</source>
        <translation>Der Befehl docker, der verwendet wird.</translation>
    </message>
    <message>
        <source>Docker container</source>
        <translation>Docker-Container</translation>
    </message>
    <message>
        <source>A running docker container, or a temporary one.</source>
        <translation>Ein laufender Docker-Container oder ein temporärer.</translation>
    </message>
    <message>
        <source>Podman program</source>
        <translation>Podman-Programm</translation>
    </message>
    <message>
        <source>The podman command to use.</source>
        <translation>Der Befehl podman, der verwendet wird.</translation>
    </message>
    <message>
        <source>Podman container</source>
        <translation>Podman-Container</translation>
    </message>
    <message>
        <source>A running podman container.</source>
        <translation>Ein laufender Podman-Container.</translation>
    </message>
    <message>
        <source>Name or id of a working container.</source>
        <translation>Name oder ID eines Arbeitscontainers.</translation>
    </message>
    <message>
        <source>Buildah program</source>
        <translation>Buildah-Programm</translation>
    </message>
    <message>
        <source>The buildah command to use.</source>
        <translation>Der Befehl buildah, der verwendet wird.</translation>
    </message>
    <message>
        <source>Buildah container</source>
        <translation>Buildah-Container</translation>
    </message>
    <message>
        <source>A working container of buildah.</source>
        <translation>Ein Arbeitscontainer von Buildah.</translation>
    </message>
    <message>
        <source>Name of a running container.</source>
        <translation>Name eines laufenden Containers.</translation>
    </message>
    <message>
        <source>Attach program</source>
        <translation>Attach-Programm</translation>
    </message>
    <message>
        <source>The lxc-attach command to use.</source>
        <translation>Der Befehl lxc-attach, der verwendet wird.</translation>
    </message>
    <message>
        <source>LXC container</source>
        <translation>LXC-Container</translation>
    </message>
    <message>
        <source>A running container of the classic LXC.</source>
        <translation>Ein laufender Container des klassischen LXC.</translation>
    </message>
    <message>
        <source>Name of a running container, after the name of its remote where that is not the default one.</source>
        <translation>Name eines laufenden Containers; davor der Name seines Remotes, wenn es nicht das voreingestellte ist.</translation>
    </message>
    <message>
        <source>LXD client</source>
        <translation>LXD-Client</translation>
    </message>
    <message>
        <source>The lxc command to use.</source>
        <translation>Der Befehl lxc, der verwendet wird.</translation>
    </message>
    <message>
        <source>LXD container</source>
        <translation>LXD-Container</translation>
    </message>
    <message>
        <source>A running container of LXD.</source>
        <translation>Ein laufender Container von LXD.</translation>
    </message>
    <message>
        <source>Pod</source>
        <translation>Pod</translation>
    </message>
    <message>
        <source>Name of a running pod.</source>
        <translation>Name eines laufenden Pods.</translation>
    </message>
    <message>
        <source>Which container of the pod; its default one when left out.</source>
        <translation>Welcher Container des Pods; ohne Angabe dessen Standardcontainer.</translation>
    </message>
    <message>
        <source>Further arguments</source>
        <translation>Weitere Argumente</translation>
    </message>
    <message>
        <source>Options of kubectl, one each: --namespace=shop, --context=test.</source>
        <translation>Optionen von kubectl, je eine: --namespace=shop, --context=test.</translation>
    </message>
    <message>
        <source>Kubernetes client</source>
        <translation>Kubernetes-Client</translation>
    </message>
    <message>
        <source>The kubectl command to use.</source>
        <translation>Der Befehl kubectl, der verwendet wird.</translation>
    </message>
    <message>
        <source>Kubernetes pod</source>
        <translation>Kubernetes-Pod</translation>
    </message>
    <message>
        <source>A container of a running pod.</source>
        <translation>Ein Container eines laufenden Pods.</translation>
    </message>
    <message>
        <source>Name or number of a running jail.</source>
        <translation>Name oder Nummer einer laufenden Jail.</translation>
    </message>
    <message>
        <source>Account in the jail; root when left out.</source>
        <translation>Konto in der Jail; ohne Angabe root.</translation>
    </message>
    <message>
        <source>Jail program</source>
        <translation>Jail-Programm</translation>
    </message>
    <message>
        <source>The jexec command to use.</source>
        <translation>Der Befehl jexec, der verwendet wird.</translation>
    </message>
    <message>
        <source>FreeBSD jail</source>
        <translation>FreeBSD-Jail</translation>
    </message>
    <message>
        <source>A running jail with Linux programs in it.</source>
        <translation>Eine laufende Jail mit Linux-Programmen darin.</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>What runs the container; asked for its first process.</source>
        <translation>Was den Container betreibt; wird nach dessen erstem Prozess gefragt.</translation>
    </message>
    <message>
        <source>docker</source>
        <translation>docker</translation>
    </message>
    <message>
        <source>lxc</source>
        <translation>lxc</translation>
    </message>
    <message>
        <source>lxd</source>
        <translation>lxd</translation>
    </message>
    <message>
        <source>machinectl</source>
        <translation>machinectl</translation>
    </message>
    <message>
        <source>Account in the container, or a number.</source>
        <translation>Konto im Container oder dessen Nummer.</translation>
    </message>
    <message>
        <source>The docker command to use; podman does as well.</source>
        <translation>Der Befehl docker, der verwendet wird; podman geht ebenso.</translation>
    </message>
    <message>
        <source>LXD program</source>
        <translation>LXD-Programm</translation>
    </message>
    <message>
        <source>The lxc command of LXD to use.</source>
        <translation>Der Befehl lxc von LXD, der verwendet wird.</translation>
    </message>
    <message>
        <source>LXC program</source>
        <translation>LXC-Programm</translation>
    </message>
    <message>
        <source>The lxc-info command to use.</source>
        <translation>Der Befehl lxc-info, der verwendet wird.</translation>
    </message>
    <message>
        <source>Machinectl program</source>
        <translation>Machinectl-Programm</translation>
    </message>
    <message>
        <source>The machinectl command to use.</source>
        <translation>Der Befehl machinectl, der verwendet wird.</translation>
    </message>
    <message>
        <source>Container, entered directly</source>
        <translation>Container, direkt betreten</translation>
    </message>
    <message>
        <source>A running container that need not have a shell or any file: the agent joins its namespaces. As root only.</source>
        <translation>Ein laufender Container, der weder Shell noch Dateien braucht: Der Agent tritt seinen Namespaces bei. Nur als root.</translation>
    </message>
    <message>
        <source>Tunnel</source>
        <translation>Tunnel</translation>
    </message>
    <message>
        <source>The context before it only makes the TCP connection: the desktop&apos;s own ssh speaks through it, so that keys and passwords never leave the desktop.</source>
        <translation>Der vorige Kontext baut nur die TCP-Verbindung auf: Durch sie spricht das eingebaute ssh des Desktops, sodass Schlüssel und Passwörter den Desktop nie verlassen.</translation>
    </message>
    <message>
        <source>Runtime</source>
        <translation>Laufzeitumgebung</translation>
    </message>
    <message>
        <source>Left out, the Rhizome agent; an interpreter, as python3, and its arguments make it a Mitogen context in Python.</source>
        <translation>Ohne Angabe der Rhizome-Agent; ein Interpreter wie python3 und seine Argumente machen einen Mitogen-Kontext in Python daraus.</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>The context and those below it write what each thread does into /tmp/rhizome.stats.*.json there, for a trace viewer such as Perfetto.</source>
        <translation>Der Kontext und die darunter schreiben, was jeder Thread tut, dort in /tmp/rhizome.stats.*.json, für ein Programm wie Perfetto, das Abläufe anzeigt.</translation>
    </message>
    <message>
        <source>Context name</source>
        <translation>Name des Kontexts</translation>
    </message>
    <message>
        <source>What other contexts know it by, in messages of the log for example; made of the method and its target when left out.</source>
        <translation>Unter dem andere Kontexte ihn kennen, etwa in Meldungen des Protokolls; ohne Angabe aus Methode und Ziel gebildet.</translation>
    </message>
    <message>
        <source>As a local process, but copied from one that is kept ready: faster where many are needed.</source>
        <translation>Wie ein lokaler Prozess, aber von einem bereitgehaltenen kopiert: schneller, wenn viele gebraucht werden.</translation>
    </message>
    <message>
        <source>First call</source>
        <translation>Erster Aufruf</translation>
    </message>
    <message>
        <source>A function of the program, without arguments, that the copy calls before anything else, as &quot;module.function&quot;.</source>
        <translation>Eine Funktion des Programms ohne Argumente, die die Kopie vor allem anderen aufruft, als „modul.funktion“.</translation>
    </message>
    <message>
        <source>Call at the start</source>
        <translation>Aufruf zu Beginn</translation>
    </message>
    <message>
        <source>A function without arguments that the context calls before any call of others begins.</source>
        <translation>Eine Funktion ohne Argumente, die der Kontext aufruft, bevor ein Aufruf von anderen beginnt.</translation>
    </message>
</context>
<context>
    <name>rz::functions</name>
    <message>
        <source>Entries of a directory with their attributes.</source>
        <translation>Einträge eines Verzeichnisses mit ihren Attributen.</translation>
    </message>
    <message>
        <source>Directory to list.</source>
        <translation>Das Verzeichnis.</translation>
    </message>
    <message>
        <source>Refuse directories with more entries than this.</source>
        <translation>Verzeichnisse mit mehr Einträgen ablehnen.</translation>
    </message>
    <message>
        <source>All attributes of one file.</source>
        <translation>Alle Attribute einer Datei.</translation>
    </message>
    <message>
        <source>File, directory or anything else with a name.</source>
        <translation>Datei, Verzeichnis oder was sonst einen Namen hat.</translation>
    </message>
    <message>
        <source>Describe what a link leads to instead of the link.</source>
        <translation>Beschreiben, wohin eine Verknüpfung führt, statt die Verknüpfung.</translation>
    </message>
    <message>
        <source>Whether there is anything of that name.</source>
        <translation>Ob es etwas dieses Namens gibt.</translation>
    </message>
    <message>
        <source>Name to look for; links are followed.</source>
        <translation>Der gesuchte Name; Verknüpfungen wird gefolgt.</translation>
    </message>
    <message>
        <source>What a symbolic link holds.</source>
        <translation>Was eine symbolische Verknüpfung enthält.</translation>
    </message>
    <message>
        <source>The link.</source>
        <translation>Die Verknüpfung.</translation>
    </message>
    <message>
        <source>The absolute path without any link in it.</source>
        <translation>Der absolute Pfad ohne Verknüpfungen.</translation>
    </message>
    <message>
        <source>An existing file or directory.</source>
        <translation>Eine Datei oder ein Verzeichnis, die es gibt.</translation>
    </message>
    <message>
        <source>A range of a file; shorter where the file ends.</source>
        <translation>Ein Ausschnitt einer Datei; kürzer, wo die Datei endet.</translation>
    </message>
    <message>
        <source>File to read.</source>
        <translation>Die Datei, die gelesen wird.</translation>
    </message>
    <message>
        <source>Where the range begins, in bytes.</source>
        <translation>Wo der Ausschnitt beginnt, in Bytes.</translation>
    </message>
    <message>
        <source>Length of the range in bytes, at most 64 MiB.</source>
        <translation>Länge des Ausschnitts in Bytes, höchstens 64 MiB.</translation>
    </message>
    <message>
        <source>Makes a file hold exactly these bytes.</source>
        <translation>Gibt einer Datei genau diesen Inhalt.</translation>
    </message>
    <message>
        <source>File to create or overwrite.</source>
        <translation>Die Datei, die angelegt oder überschrieben wird.</translation>
    </message>
    <message>
        <source>What it is to hold.</source>
        <translation>Was sie enthalten soll.</translation>
    </message>
    <message>
        <source>Permission bits of a new file; an old one keeps its own.</source>
        <translation>Zugriffsrechte einer neuen Datei; eine alte behält ihre.</translation>
    </message>
    <message>
        <source>0o666 without the umask</source>
        <translation>0o666 ohne die umask</translation>
    </message>
    <message>
        <source>Replace the file in one step; false writes in place, as devices and /proc need it.</source>
        <translation>Die Datei in einem Schritt ersetzen; sonst wird sie an Ort und Stelle geschrieben, wie es Geräte und /proc brauchen.</translation>
    </message>
    <message>
        <source>Adds bytes to the end of a file, which is created if need be.</source>
        <translation>Hängt Bytes an eine Datei an, die nötigenfalls angelegt wird.</translation>
    </message>
    <message>
        <source>File to add to.</source>
        <translation>Die Datei, an die angehängt wird.</translation>
    </message>
    <message>
        <source>What to add.</source>
        <translation>Was angehängt wird.</translation>
    </message>
    <message>
        <source>SHA-256 of a file, in hexadecimal.</source>
        <translation>SHA-256 einer Datei, hexadezimal.</translation>
    </message>
    <message>
        <source>Makes a directory.</source>
        <translation>Legt ein Verzeichnis an.</translation>
    </message>
    <message>
        <source>Directory to make.</source>
        <translation>Das neue Verzeichnis.</translation>
    </message>
    <message>
        <source>Make missing directories above it too, and accept that it exists.</source>
        <translation>Auch fehlende Verzeichnisse darüber anlegen und hinnehmen, dass es das Verzeichnis schon gibt.</translation>
    </message>
    <message>
        <source>Permission bits of the new directory.</source>
        <translation>Zugriffsrechte des neuen Verzeichnisses.</translation>
    </message>
    <message>
        <source>0o777 without the umask</source>
        <translation>0o777 ohne die umask</translation>
    </message>
    <message>
        <source>Removes a file, a link or a directory.</source>
        <translation>Entfernt eine Datei, eine Verknüpfung oder ein Verzeichnis.</translation>
    </message>
    <message>
        <source>What to remove.</source>
        <translation>Was entfernt wird.</translation>
    </message>
    <message>
        <source>Remove a directory with all that is in it.</source>
        <translation>Ein Verzeichnis mit allem darin entfernen.</translation>
    </message>
    <message>
        <source>Gives a file or directory another name on the same file system.</source>
        <translation>Gibt einer Datei oder einem Verzeichnis einen anderen Namen im selben Dateisystem.</translation>
    </message>
    <message>
        <source>Name it has.</source>
        <translation>Der bisherige Name.</translation>
    </message>
    <message>
        <source>Name it is to have.</source>
        <translation>Der neue Name.</translation>
    </message>
    <message>
        <source>Replace what has that name already.</source>
        <translation>Ersetzen, was schon so heißt.</translation>
    </message>
    <message>
        <source>Makes a symbolic link.</source>
        <translation>Legt eine symbolische Verknüpfung an.</translation>
    </message>
    <message>
        <source>What the link is to hold.</source>
        <translation>Was die Verknüpfung enthalten soll.</translation>
    </message>
    <message>
        <source>Name of the link.</source>
        <translation>Name der Verknüpfung.</translation>
    </message>
    <message>
        <source>Sets the permission bits of a file or directory.</source>
        <translation>Setzt die Zugriffsrechte einer Datei oder eines Verzeichnisses.</translation>
    </message>
    <message>
        <source>What to change; links are followed.</source>
        <translation>Was geändert wird; Verknüpfungen wird gefolgt.</translation>
    </message>
    <message>
        <source>Permission bits as a number, 420 is rw-r--r--.</source>
        <translation>Zugriffsrechte als Zahl, 420 ist rw-r--r--.</translation>
    </message>
    <message>
        <source>Gives a file or directory to a user and a group.</source>
        <translation>Gibt eine Datei oder ein Verzeichnis einem Benutzer und einer Gruppe.</translation>
    </message>
    <message>
        <source>What to change.</source>
        <translation>Was geändert wird.</translation>
    </message>
    <message>
        <source>Name or id of the new owner, none to leave it.</source>
        <translation>Name oder Nummer des neuen Eigentümers; nichts lässt ihn, wie er ist.</translation>
    </message>
    <message>
        <source>Name or id of the new group, none to leave it.</source>
        <translation>Name oder Nummer der neuen Gruppe; nichts lässt sie, wie sie ist.</translation>
    </message>
    <message>
        <source>Change what a link leads to instead of the link.</source>
        <translation>Ändern, wohin eine Verknüpfung führt, statt die Verknüpfung.</translation>
    </message>
    <message>
        <source>Space that a directory and all below it take.</source>
        <translation>Platz, den ein Verzeichnis und alles darunter belegen.</translation>
    </message>
    <message>
        <source>Directory or file to measure.</source>
        <translation>Das Verzeichnis oder die Datei.</translation>
    </message>
    <message>
        <source>Gets the sum of each entry as soon as it is known.</source>
        <translation>Erhält die Summe jedes Eintrags, sobald sie bekannt ist.</translation>
    </message>
    <message>
        <source>Also measure other file systems mounted below.</source>
        <translation>Auch andere Dateisysteme messen, die darunter eingehängt sind.</translation>
    </message>
    <message>
        <source>Process id of the context.</source>
        <translation>Prozessnummer des Kontexts.</translation>
    </message>
    <message>
        <source>Process id of the context&apos;s parent process.</source>
        <translation>Prozessnummer des Elternprozesses des Kontexts.</translation>
    </message>
    <message>
        <source>User id the context runs as.</source>
        <translation>Benutzernummer, als die der Kontext läuft.</translation>
    </message>
    <message>
        <source>Effective user id of the context.</source>
        <translation>Wirksame Benutzernummer des Kontexts.</translation>
    </message>
    <message>
        <source>Group id the context runs as.</source>
        <translation>Gruppennummer, als die der Kontext läuft.</translation>
    </message>
    <message>
        <source>Effective group id of the context.</source>
        <translation>Wirksame Gruppennummer des Kontexts.</translation>
    </message>
    <message>
        <source>Ids of the supplementary groups of the context.</source>
        <translation>Nummern der weiteren Gruppen des Kontexts.</translation>
    </message>
    <message>
        <source>Name of the host.</source>
        <translation>Name des Hosts.</translation>
    </message>
    <message>
        <source>System, host, kernel release and version, machine.</source>
        <translation>System, Host, Ausgabe und Version des Kernels, Maschine.</translation>
    </message>
    <message>
        <source>Number of processors the context may use.</source>
        <translation>Zahl der Prozessoren, die der Kontext benutzen darf.</translation>
    </message>
    <message>
        <source>Environment variables of the context.</source>
        <translation>Umgebungsvariablen des Kontexts.</translation>
    </message>
    <message>
        <source>One environment variable, none when it is not set.</source>
        <translation>Eine Umgebungsvariable; nichts, wenn sie nicht gesetzt ist.</translation>
    </message>
    <message>
        <source>Name of the variable.</source>
        <translation>Name der Variable.</translation>
    </message>
    <message>
        <source>Working directory of the context.</source>
        <translation>Arbeitsverzeichnis des Kontexts.</translation>
    </message>
    <message>
        <source>File mode bits that new files do not get.</source>
        <translation>Zugriffsrechte, die neue Dateien nicht erhalten.</translation>
    </message>
    <message>
        <source>Runs a program, without a shell.</source>
        <translation>Führt ein Programm aus, ohne Shell.</translation>
    </message>
    <message>
        <source>The program and its arguments.</source>
        <translation>Das Programm und seine Argumente.</translation>
    </message>
    <message>
        <source>Runs a command line with /bin/sh.</source>
        <translation>Führt eine Befehlszeile mit /bin/sh aus.</translation>
    </message>
    <message>
        <source>The command line.</source>
        <translation>Die Befehlszeile.</translation>
    </message>
    <message>
        <source>Bytes for its standard input.</source>
        <translation>Bytes für seine Standardeingabe.</translation>
    </message>
    <message>
        <source>Variables to set besides the inherited ones; none removes one.</source>
        <translation>Variablen, die zu den geerbten gesetzt werden; nichts entfernt eine.</translation>
    </message>
    <message>
        <source>Working directory.</source>
        <translation>Arbeitsverzeichnis.</translation>
    </message>
    <message>
        <source>that of the context</source>
        <translation>das des Kontexts</translation>
    </message>
    <message>
        <source>Seconds after which it is ended.</source>
        <translation>Sekunden, nach denen es beendet wird.</translation>
    </message>
    <message>
        <source>Gets the output while it runs, instead of the result.</source>
        <translation>Erhält die Ausgabe, während es läuft, anstelle des Ergebnisses.</translation>
    </message>
    <message>
        <source>Bytes of each of stdout and stderr that the result may hold.</source>
        <translation>Bytes, die das Ergebnis je von stdout und stderr enthalten darf.</translation>
    </message>
    <message>
        <source>Sends a sender for its standard input to `output` first.</source>
        <translation>Schickt zuerst einen Sender für seine Standardeingabe an „output“.</translation>
    </message>
    <message>
        <source>Processes of the host.</source>
        <translation>Prozesse des Hosts.</translation>
    </message>
    <message>
        <source>Sends a signal to a process.</source>
        <translation>Schickt einem Prozess ein Signal.</translation>
    </message>
    <message>
        <source>Process id.</source>
        <translation>Prozessnummer.</translation>
    </message>
    <message>
        <source>Number or name of the signal.</source>
        <translation>Nummer oder Name des Signals.</translation>
    </message>
    <message>
        <source>Send it to the whole process group of that id.</source>
        <translation>An die ganze Prozessgruppe dieser Nummer schicken.</translation>
    </message>
    <message>
        <source>What this host is: system, kernel, processors, memory, virtual or not.</source>
        <translation>Was dieser Host ist: System, Kernel, Prozessoren, Speicher, virtuell oder nicht.</translation>
    </message>
    <message>
        <source>How many processes want to run.</source>
        <translation>Wie viele Prozesse laufen wollen.</translation>
    </message>
    <message>
        <source>Use of memory and swap.</source>
        <translation>Belegung von Speicher und Auslagerung.</translation>
    </message>
    <message>
        <source>Seconds since the host was started.</source>
        <translation>Sekunden, seit der Host gestartet wurde.</translation>
    </message>
    <message>
        <source>Mounted file systems.</source>
        <translation>Eingehängte Dateisysteme.</translation>
    </message>
    <message>
        <source>Space on the file systems that hold files.</source>
        <translation>Platz auf den Dateisystemen, die Dateien enthalten.</translation>
    </message>
    <message>
        <source>User accounts of the host.</source>
        <translation>Benutzerkonten des Hosts.</translation>
    </message>
    <message>
        <source>User groups of the host.</source>
        <translation>Benutzergruppen des Hosts.</translation>
    </message>
    <message>
        <source>The functions of this context, with their parameters.</source>
        <translation>Die Funktionen dieses Kontexts mit ihren Parametern.</translation>
    </message>
    <message>
        <source>Gives its argument back.</source>
        <translation>Gibt sein Argument zurück.</translation>
    </message>
    <message>
        <source>Anything that can travel.</source>
        <translation>Alles, was übertragen werden kann.</translation>
    </message>
    <message>
        <source>How many bytes arrived: for measuring what a connection carries.</source>
        <translation>Wie viele Bytes ankamen: um zu messen, was eine Verbindung leistet.</translation>
    </message>
    <message>
        <source>Anything.</source>
        <translation>Irgendetwas.</translation>
    </message>
    <message>
        <source>Who this context is: id, parents, name, version, process, host and user.</source>
        <translation>Wer dieser Kontext ist: Nummer, Eltern, Name, Version, Prozess, Host und Benutzer.</translation>
    </message>
    <message>
        <source>Starts a child of this context by a connection method.</source>
        <translation>Startet ein Kind dieses Kontexts mit einem Verfahren.</translation>
    </message>
    <message>
        <source>Name of the context.</source>
        <translation>Name des Kontexts.</translation>
    </message>
    <message>
        <source>Connection method.</source>
        <translation>Das Verfahren.</translation>
    </message>
    <message>
        <source>Options of the method.</source>
        <translation>Optionen des Verfahrens.</translation>
    </message>
    <message>
        <source>Ends a context that this one started.</source>
        <translation>Beendet einen Kontext, den dieser gestartet hat.</translation>
    </message>
    <message>
        <source>Id of the context.</source>
        <translation>Nummer des Kontexts.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>true</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>false</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>Where steps and questions go while it is made.</source>
        <translation>Wohin Schritte und Fragen gehen, während er aufgebaut wird.</translation>
    </message>
    <message>
        <source>What could be connected to from this context by a method: containers, pods, users.</source>
        <translation>Was sich von diesem Kontext aus mit einem Verfahren erreichen lässt: Container, Pods, Benutzer.</translation>
    </message>
    <message>
        <source>Options of the method that say how to look.</source>
        <translation>Optionen des Verfahrens, die bestimmen, wie gesucht wird.</translation>
    </message>
    <message>
        <source>Connection methods whose program is not installed where this context runs.</source>
        <translation>Verbindungsverfahren, deren Programm dort, wo dieser Kontext läuft, nicht installiert ist.</translation>
    </message>
    <message>
        <source>Serves a session as sshd does: a command, a login shell or sftp.</source>
        <translation>Bedient eine Sitzung wie sshd: einen Befehl, eine Login-Shell oder sftp.</translation>
    </message>
    <message>
        <source>Gets what it prints.</source>
        <translation>Bekommt, was sie ausgibt.</translation>
    </message>
    <message>
        <source>Runs a program whose ssh leads to another context.</source>
        <translation>Führt ein Programm aus, dessen ssh zu einem anderen Kontext führt.</translation>
    </message>
    <message>
        <source>Where its ssh leads to.</source>
        <translation>Wohin sein ssh führt.</translation>
    </message>
    <message>
        <source>Connects to a port from this context and carries bytes both ways.</source>
        <translation>Verbindet sich von diesem Kontext aus mit einem Port und überträgt Bytes in beide Richtungen.</translation>
    </message>
    <message>
        <source>Name or address, as this context knows it.</source>
        <translation>Name oder Adresse, wie dieser Kontext sie kennt.</translation>
    </message>
    <message>
        <source>TCP port.</source>
        <translation>TCP-Port.</translation>
    </message>
    <message>
        <source>Gets the addresses, a sender for bytes to send, then bytes.</source>
        <translation>Erhält die Adressen, einen Sender für zu sendende Bytes, dann Bytes.</translation>
    </message>
    <message>
        <source>How many streams, routes, handlers and credits the router of this context holds.</source>
        <translation>Wie viele Ströme, Routen, Empfänger und Guthaben der Router dieses Kontexts hält.</translation>
    </message>
</context>
</TS>
