using System.Text;

namespace LinuxPatchApi.Cli;

/// <summary>Writes the help from the verb table and the exit codes.</summary>
internal static class HelpText
{
    public static readonly IReadOnlyList<(ExitCode Code, string Meaning)> ExitCodes =
    [
        (ExitCode.Ok, "success"),
        (ExitCode.Failure, "general failure"),
        (ExitCode.Usage, "the command line is wrong"),
        (ExitCode.DataError, "a certificate or CA is damaged, unknown or expired; the audit log was changed"),
        (ExitCode.NoInput, "an input file does not exist"),
        (ExitCode.Unavailable, "a required service cannot be reached"),
        (ExitCode.InternalError, "a bug"),
        (ExitCode.CannotCreate, "the file already exists and --force was not given"),
        (ExitCode.InputOutput, "reading or writing failed"),
        (ExitCode.TemporaryFailure, "another process is using the directory; try again"),
        (ExitCode.Protocol, "client: what answered is no agent"),
        (ExitCode.NoPermission, "client: a certificate is not accepted, or has not the role"),
        (ExitCode.Configuration, "configuration, allow-list or certificates are invalid"),
        (ExitCode.Interrupted, "client: interrupted; a job that it began goes on"),
    ];

    /// <summary>Help of the program, or of one group of verbs.</summary>
    /// <param name="group">The first word of the verbs shown ("pki"); null for all verbs.</param>
    public static string Overview(IReadOnlyList<Verb> verbs, string? group = null)
    {
        var text = new StringBuilder("Usage: linux-patch-api ").Append(group is null ? "" : group + " ").Append("VERB [OPTION]...\n");
        text.Append("       linux-patch-api --version | --help\n       linux-patch-api VERB --help\n\n");
        text.Append("Patches this host on behalf of clients with a certificate, over HTTPS and through PackageKit.\n\nVerbs:\n");
        foreach (var verb in verbs.Where(verb => group is null || verb.Name.StartsWith(group + " ", StringComparison.Ordinal)))
        {
            text.Append($"  {verb.Name,-18}{verb.Summary}{(verb.Name == CommandLine.DefaultVerb ? " (default)" : "")}\n");
        }
        text.Append("\nExit codes:\n");
        foreach ((var code, var meaning) in ExitCodes)
        {
            text.Append($"  {(int)code,-4}{meaning}\n");
        }
        return text.ToString();
    }

    public static string Of(Verb verb)
    {
        var text = new StringBuilder($"Usage: linux-patch-api {verb.Name}");
        List<OptionSpec> shown = [.. verb.Options.Where(option => !option.IsHidden)];
        foreach (var option in shown)
        {
            var form = Form(option);
            text.Append(' ').Append(option.IsRequired ? form : $"[{form}]").Append(option.IsRepeatable ? "..." : "");
        }
        text.Append(verb.Operand is { } operand ? $" {operand}" : "");
        text.Append("\n\n").Append(verb.Summary).Append(".\n");
        if (shown.Count > 0)
        {
            text.Append("\nOptions:\n");
        }
        foreach (var option in shown)
        {
            text.Append($"  {Form(option),-22}{option.Description}\n");
        }
        return verb.Details.Length == 0 ? text.ToString() : text.Append('\n').Append(verb.Details).Append('\n').ToString();
    }

    private static string Form(OptionSpec option) => option.ValueName is null ? option.Name : $"{option.Name} {option.ValueName}";
}
