using System.Globalization;
using LinuxPatchApi.Audit;
using LinuxPatchApi.Audit.Verification;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Keys;

namespace LinuxPatchApi.Cli.Verbs;

/// <summary>audit verify: whether the audit log is as the agent wrote it.</summary>
internal static class AuditVerifyVerb
{
    private const string Name = "audit verify";
    private const string ConfigOption = "--config";

    /// <summary>Findings printed of each kind. Origin: a reader wants the first place, not all that follow from it.</summary>
    private const int Shown = 100;

    public static readonly Verb Verb = new(
        Name,
        "Check the chain of the audit log over all its files",
        "Without FILE: the file of logging.file_path and those put aside beside it. Prints each break as FILE:LINE: WHAT: expected, found,\n"
        + "and what the agent itself told of torn lines and of changes by others. Ends with 0 when the chain holds, with 65 when it is\n"
        + "broken, with 66 when there is no log, with 74 when a file cannot be read. The oldest files may be gone. What was taken from the\n"
        + "end shows only against a number and hash kept elsewhere: the last line printed, or the agent's own log.",
        [new OptionSpec(ConfigOption, "FILE", $"configuration file, {ConfigurationDefaults.ConfigurationFile} by default")],
        (options, context, _) => Task.FromResult(Run(options, context)))
    {
        Operand = "FILE",
    };

    private static ExitCode Run(ParsedOptions options, CommandContext context)
    {
        var files = options.Operands;
        if (files.Count == 0)
        {
            var configuration = ConfigurationLoader.Load(options.Value(ConfigOption) ?? ConfigurationDefaults.ConfigurationFile);
            if (configuration.Settings is not { } settings)
            {
                return Complain(context, "the configuration cannot be used; name the files, or see 'linux-patch-api check-config'", ExitCode.Configuration);
            }

            files = AuditFiles.All(settings.Logging.AuditFilePath);
            if (files.Count == 0)
            {
                return Complain(context, $"there is no audit log at {settings.Logging.AuditFilePath}", ExitCode.NoInput);
            }
        }

        try
        {
            return Print(AuditCheck.Run(files), context, files.Count);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Complain(context, e.Message, ExitCode.NoInput);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Complain(context, e.Message, ExitCode.InputOutput);
        }
    }

    private static ExitCode Print(AuditVerifier checkedLog, CommandContext context, int files)
    {
        var breaks = checkedLog.Findings.Where(f => f.IsBreak).ToList();
        Print(context.Output, checkedLog.Findings.Where(f => !f.IsBreak).ToList(), "note: ");
        Print(context.Output, breaks, "");
        if (checkedLog.First > 1)
        {
            context.Output.WriteLine(Text($"note: begins with entry {checkedLog.First}; what came before is not in these files"));
        }

        context.Output.WriteLine(Text($"{checkedLog.Entries} entries in {files} file(s): {(breaks.Count == 0 ? "the chain holds" : $"{breaks.Count} break(s)")}"));
        context.Output.WriteLine(Text($"last: entry {checkedLog.Chain.Sequence}, sha256 {checkedLog.Chain.Hash ?? "none"}"));
        return breaks.Count == 0 ? ExitCode.Ok : ExitCode.DataError;
    }

    private static void Print(TextWriter output, List<AuditFinding> findings, string kind)
    {
        foreach (var finding in findings.Take(Shown))
        {
            output.WriteLine(Text($"{finding.File}:{finding.Line}: {kind}{finding.Text}"));
        }

        if (findings.Count > Shown)
        {
            output.WriteLine(Text($"... and {findings.Count - Shown} more"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static ExitCode Complain(CommandContext context, string complaint, ExitCode exit)
    {
        context.Error.WriteLine($"linux-patch-api {Name}: {complaint}");
        return exit;
    }
}
