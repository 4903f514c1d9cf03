// Questions while connecting.
#include "tests/gui/support/prompts.h"
#include "tests/gui/pictures/scenes.h"

using namespace Qt::StringLiterals;

namespace rz::test {
namespace {

void drawQuestions(WindowScene& scene)
{
    scene.fillTree();
    scene.choose(u"sudo"_s);
    scene.engine.ask(codesPrompt(), scene.bastion);
    auto again = passwordPrompt("bob@db1");
    again.attempt = 2;
    again.lastFailure = "db1 refused the password.";
    scene.engine.ask(again, scene.db);
    scene.action(u"goToPrompts"_s).trigger();
    scene.draw(u"prompts-pane"_s);
    scene.action(u"oldestQuestion"_s).trigger();
    scene.draw(u"sheet-codes"_s);
}

void drawSheet(WindowScene& scene, const QString& name, const connect::Prompt& prompt)
{
    scene.fillTree();
    scene.engine.ask(prompt, scene.db);
    scene.choose(u"ssh bob"_s);
    scene.action(u"oldestQuestion"_s).trigger();
    scene.draw(name);
}

void drawPasswordAgain(WindowScene& scene)
{
    auto prompt = passwordPrompt("bob@db1");
    prompt.attempt = 2;
    prompt.lastFailure = "db1 refused the password for bob.";
    scene.keyring.probe();
    drawSheet(scene, u"sheet-password"_s, prompt);
}

void drawUnknownKey(WindowScene& scene)
{
    drawSheet(scene, u"sheet-unknown"_s, hostKeyPrompt());
}

void drawChangedKey(WindowScene& scene)
{
    drawSheet(scene, u"sheet-changed"_s, hostKeyPrompt(connect::PromptKind::HostKeyChanged));
}

void drawManyFields(WindowScene& scene)
{
    auto prompt = codesPrompt();
    prompt.path = {"ssh alice@bastion", "ssh alice@a-very-long-host-name-in-a-far-away-data-centre.example.com"};
    prompt.instruction = "Your account is protected by three factors. Enter the password, the code that your telephone "
                         "shows, and the third word of the phrase that you were given.\nQuestions? Call 555-0100.";
    prompt.fields.push_back({.label = "The third word of the phrase that you were given: ", .echo = false});
    drawSheet(scene, u"sheet-many-fields"_s, prompt);
}

}  // namespace

std::span<const Scene> promptScenes()
{
    static constexpr Scene Scenes[] = {
        {"questions", drawQuestions}, {"password", drawPasswordAgain}, {"unknown", drawUnknownKey},
        {"changed", drawChangedKey},  {"fields", drawManyFields},
    };
    return Scenes;
}

}  // namespace rz::test
