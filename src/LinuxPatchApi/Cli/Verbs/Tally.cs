using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Cli.Verbs;

/// <summary>Prints findings and counts them.</summary>
internal sealed class Tally(TextWriter output)
{
    private int _errors;
    private int _warnings;

    public void Add(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
        {
            output.WriteLine(finding.ToString());
            Count(finding.Severity);
        }
    }

    public void Add(IEnumerable<TlsProblem> problems)
    {
        foreach (var problem in problems)
        {
            // Only what keeps the agent from starting is an error: it serves an expired certificate, so that the host stays reachable.
            output.WriteLine($"{problem.Path}: {(problem.IsFatal ? "error" : "warning")}: {problem.Detail}");
            Count(problem.IsFatal ? FindingSeverity.Error : FindingSeverity.Warning);
        }
    }

    public void AddWarning(string text)
    {
        output.WriteLine($"warning: {text}");
        Count(FindingSeverity.Warning);
    }

    public ExitCode End(string? remark)
    {
        var tail = remark is null ? "" : $"; {remark}";
        output.WriteLine(_errors + _warnings == 0 ? "no errors, no warnings"
            : Wire.Counted.Of(_errors, "error", "errors") + ", " + Wire.Counted.Of(_warnings, "warning", "warnings") + tail);
        return _errors == 0 ? ExitCode.Ok : ExitCode.Configuration;
    }

    private void Count(FindingSeverity severity)
    {
        _errors += severity == FindingSeverity.Error ? 1 : 0;
        _warnings += severity == FindingSeverity.Warning ? 1 : 0;
    }
}
