#pragma once

#include "core/connect/prompt.h"

#include <string>

namespace rz::test {

// Questions as core/connect asks them.

inline connect::Prompt passwordPrompt(const std::string& subject = "alice@web1")
{
    connect::Prompt prompt;
    prompt.kind = connect::PromptKind::Password;
    prompt.path = {"ssh " + subject};
    prompt.subject = subject;
    prompt.program = "ssh";
    prompt.fields = {{.label = "Password:", .echo = false}};
    prompt.maySave = true;
    return prompt;
}

inline connect::Prompt codesPrompt()
{
    connect::Prompt prompt;
    prompt.kind = connect::PromptKind::KeyboardInteractive;
    prompt.path = {"ssh alice@web1"};
    prompt.subject = "web1";
    prompt.program = "ssh";
    prompt.title = "Two factors";
    prompt.instruction = "Enter both.";
    prompt.fields = {{.label = "Password: ", .echo = false}, {.label = "Code: ", .echo = true}};
    return prompt;
}

inline connect::Prompt hostKeyPrompt(connect::PromptKind kind = connect::PromptKind::HostKeyUnknown)
{
    connect::Prompt prompt;
    prompt.kind = kind;
    prompt.path = {"ssh alice@web1"};
    prompt.subject = "web1";
    prompt.program = "ssh";
    connect::HostKeyFacts facts;
    facts.host = "web1";
    facts.type = "ssh-ed25519";
    facts.fingerprint = "SHA256:uNiVztksCsDhcc0u9e8BgrxJXGI6i+LzcqGO2iLHOuQ";
    facts.randomart = "+--[ED25519 256]--+\n"
                      "|    .o+.         |\n"
                      "|    .=.o .       |\n"
                      "|   o= + + .      |\n"
                      "|  o.oB + * .     |\n"
                      "| . .= B S = .    |\n"
                      "|   . = O + o     |\n"
                      "|      * + E      |\n"
                      "|     o . =.      |\n"
                      "|      .  .+.     |\n"
                      "+----[SHA256]-----+";
    if (kind == connect::PromptKind::HostKeyChanged) {
        facts.oldType = "ssh-ed25519";
        facts.oldFingerprint = "SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM";
        facts.knownHostsFile = "/home/alice/.ssh/known_hosts";
        facts.knownHostsLine = 12;
    }
    prompt.hostKey = facts;
    return prompt;
}

}  // namespace rz::test
