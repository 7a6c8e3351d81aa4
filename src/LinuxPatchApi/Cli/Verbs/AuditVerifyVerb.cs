using LinuxPatchApi.Audit;
using LinuxPatchApi.Audit.Verification;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Cli.Verbs;

/// <summary>audit verify: checks that the audit log is as the agent wrote it.</summary>
internal static class AuditVerifyVerb
{
    private const string Name = "audit verify";
    private const string ConfigOption = "--config";

    /// <summary>Findings printed of each kind. Origin: the first one matters to a reader, not all that follow from it.</summary>
    private const int Shown = 100;

    public static readonly Verb Verb = new(
        Name,
        "Verify the chain of the audit log across all its files",
        "Without FILE: the file of logging.file_path and the rotated ones beside it. Prints each break as FILE:LINE: WHAT: expected,\n"
        + "found, and what the agent itself reported of torn lines and of changes by others. Exits with 0 when the chain holds, with 65\n"
        + "when it is broken or a renamed or foreign file lies beside it, with 66 when there is no log, with 74 when a file cannot be\n"
        + "read. The oldest files may be missing. Lines removed from the end can only be detected with a number and hash stored\n"
        + "elsewhere: the last line printed here, or the agent's own log.",
        [new OptionSpec(ConfigOption, "FILE", $"configuration file, {ConfigurationDefaults.ConfigurationFile} by default")],
        (options, context, _) => Task.FromResult(Run(options, context)))
    {
        Operand = "[FILE...]",
    };

    private static ExitCode Run(ParsedOptions options, CommandContext context)
    {
        var files = options.Operands;
        if (files.Count > 0 && options.Has(ConfigOption))
        {
            return CommandLine.Exclude(context, Name, ConfigOption, "FILE");
        }

        IReadOnlyList<AuditFinding> unexpected = [];
        if (files.Count == 0)
        {
            var configuration = ConfigurationLoader.Load(options.Value(ConfigOption) ?? ConfigurationDefaults.ConfigurationFile);
            if (configuration.Settings is not { } settings)
            {
                return Fail(
                    context,
                    "the configuration cannot be used; name the files, or see 'linux-patch-api check-config'",
                    ExitCode.Configuration);
            }

            files = AuditFiles.All(settings.Logging.AuditFilePath);
            unexpected = [.. AuditCheck.UnexpectedFiles(settings.Logging.AuditFilePath)];
            if (files.Count + unexpected.Count == 0)
            {
                return Fail(context, $"there is no audit log at {settings.Logging.AuditFilePath}", ExitCode.NoInput);
            }
        }

        try
        {
            return Print(AuditCheck.Run(files), unexpected, context, files.Count);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Fail(context, SystemErrorText.Of(e), ExitCode.NoInput);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(context, SystemErrorText.Of(e), ExitCode.InputOutput);
        }
    }

    private static ExitCode Print(AuditVerifier checkedLog, IReadOnlyList<AuditFinding> unexpected, CommandContext context, int files)
    {
        List<AuditFinding> breaks = [.. unexpected, .. checkedLog.Findings.Where(f => f.IsBreak)];
        Print(context.Output, checkedLog.Findings.Where(f => !f.IsBreak).ToList());
        Print(context.Output, breaks);
        if (checkedLog.First > 1)
        {
            context.Output.WriteLine($"note: begins with entry {checkedLog.First}; earlier entries are not in these files");
        }

        var verdict = breaks.Count == 0 ? "the chain holds" : $"{breaks.Count} break(s)";
        context.Output.WriteLine($"{checkedLog.Entries} entries in {files} file(s): {verdict}");
        context.Output.WriteLine($"last: {checkedLog.Chain}");
        return breaks.Count == 0 ? ExitCode.Ok : ExitCode.DataError;
    }

    private static void Print(TextWriter output, List<AuditFinding> findings)
    {
        foreach (var finding in findings.Take(Shown))
        {
            output.WriteLine(finding.ToString());
        }

        if (findings.Count > Shown)
        {
            output.WriteLine($"... and {findings.Count - Shown} more");
        }
    }

    private static ExitCode Fail(CommandContext context, string problem, ExitCode exit)
    {
        context.Error.WriteLine($"linux-patch-api {Name}: {problem}");
        return exit;
    }
}
