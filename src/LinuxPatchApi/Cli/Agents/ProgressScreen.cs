using System.Text.Json;
using LinuxPatchApi.ClientView;
using LinuxPatchApi.ClientView.Views;

namespace LinuxPatchApi.Cli.Agents;

/// <summary>
/// Live lines, one a host. On a terminal they are overwritten; elsewhere a line is written when a job comes to another stage.
/// </summary>
internal sealed class ProgressScreen
{
    /// <summary>Lines that are overwritten. Origin: a terminal of 24 lines, whose top must not have scrolled away.</summary>
    private const int MostLines = 20;

    private readonly Lock _gate = new();
    private readonly TextWriter _output;
    private readonly string[] _names;
    private readonly string[] _lines;
    private readonly string[] _stages;
    private readonly bool _overwrites;
    private readonly int _width;
    private bool _isDrawn;

    /// <param name="names">The hosts; a single one is not named in its line.</param>
    /// <param name="isTerminal">True when lines can be overwritten.</param>
    public ProgressScreen(TextWriter output, IReadOnlyList<string> names, bool isTerminal, int width)
    {
        var longest = 0;
        foreach (var name in names)
        {
            longest = Math.Max(longest, name.Length);
        }
        _output = output;
        _names = new string[names.Count];
        for (var i = 0; i < names.Count; i++)
        {
            _names[i] = names.Count == 1 ? "" : names[i].PadRight(longest) + "  ";
        }
        _lines = new string[names.Count];
        _stages = new string[names.Count];
        _lines.AsSpan().Fill("");
        _stages.AsSpan().Fill("");
        (_overwrites, _width) = (isTerminal && names.Count <= MostLines, width);
    }

    public void Show(int host, JsonElement job) =>
        Put(host, JobView.Progress(job, Math.Max(1, _width - 1 - _names[host].Length)), JobView.Stage(job));

    public void Note(int host, string text) => Put(host, Plain.Cut(text, Math.Max(1, _width - 1 - _names[host].Length)), text);

    private void Put(int host, string line, string stage)
    {
        lock (_gate)
        {
            if (line == _lines[host] || (!_overwrites && stage == _stages[host]))
            {
                return;
            }
            (_lines[host], _stages[host]) = (line, stage);
            if (_overwrites)
            {
                Draw();
            }
            else
            {
                _output.WriteLine(_names[host] + line);
            }
        }
    }

    /// <summary>ECMA-48: cursor up, and erase to the end of the line.</summary>
    private void Draw()
    {
        if (_isDrawn)
        {
            _output.Write($"\u001b[{_lines.Length}A");
        }
        for (var i = 0; i < _lines.Length; i++)
        {
            _output.Write($"\r{_names[i]}{_lines[i]}\u001b[K\n");
        }
        _output.Flush();
        _isDrawn = true;
    }
}
