using System.Text.Json;
using LinuxPatchApi.Cli.Agents;

namespace LinuxPatchApi.Tests.Cli.Agents;

/// <summary>Live lines, on a terminal and without one.</summary>
public sealed class ProgressScreenTests
{
    private readonly StringWriter _output = new();

    [Fact]
    public void Without_a_terminal_a_line_is_written_at_each_stage()
    {
        var screen = new ProgressScreen(_output, ["web1", "db"], isTerminal: false, 80);
        screen.Show(0, Job("downloading", 10));
        screen.Show(0, Job("downloading", 15));
        screen.Show(1, Job("downloading", 19));
        screen.Show(0, Job("downloading", 20));
        screen.Show(0, Job("installing", 21));

        Assert.Equal(
            [
                "web1  [#...............]  10%  downloading",
                "db    [###.............]  19%  downloading",
                "web1  [###.............]  20%  downloading",
                "web1  [###.............]  21%  installing",
                "",
            ],
            _output.ToString().Split('\n'));
    }

    [Fact]
    public void On_a_terminal_the_lines_are_overwritten()
    {
        var screen = new ProgressScreen(_output, ["a", "b"], isTerminal: true, 40);
        screen.Show(1, Job("installing", 50));
        screen.Note(0, "no answer for 3 s: " + new string('x', 100));

        Assert.Equal(
            "\ra  \u001b[K\n\rb  [########........]  50%  installing\u001b[K\n"
            + "\u001b[2A\ra  no answer for 3 s: xxxxxxxxxxxxxxxx…\u001b[K\n\rb  [########........]  50%  installing\u001b[K\n",
            _output.ToString());
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public void More_hosts_than_a_terminal_has_lines_are_not_overwritten(int hosts, bool overwritten)
    {
        new ProgressScreen(_output, [.. Enumerable.Range(0, hosts).Select(i => $"h{i}")], isTerminal: true, 80)
            .Show(0, Job("installing", 1));

        Assert.Equal(overwritten, _output.ToString().Contains('\u001b'));
    }

    private static JsonElement Job(string phase, int progress) =>
        JsonDocument.Parse($$"""{"status":"running","phase":"{{phase}}","progress":{{progress}}}""").RootElement;
}
