using System.Globalization;
using LinuxPatchApi.Pki;

namespace LinuxPatchApi.Cli.Authority;

/// <summary>Options and results common to the pki verbs.</summary>
internal static class PkiOptions
{
    public const string DirectoryName = "--directory";
    public const string DaysName = "--days";
    public const string ForceName = "--force";

    public static readonly OptionSpec Directory = new(DirectoryName, "DIR", "directory of the CA") { IsRequired = true };

    public static OptionSpec Days(int byDefault) => new(DaysName, "DAYS", $"validity in days, {byDefault} by default");

    public static CertificateAuthority Authority(ParsedOptions options, CommandContext context) =>
        new(options.Required(DirectoryName), context.Clock);

    /// <summary>Null when the value is not a number within the limits.</summary>
    public static int? ReadDays(ParsedOptions options, int byDefault)
    {
        if (options.Value(DaysName) is not { } text)
        {
            return byDefault;
        }
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= PkiLimits.MaxDays
            ? days
            : null;
    }

    public static ExitCode BadDays(CommandContext context, string verb) =>
        CommandLine.Usage(context, verb, $"{DaysName} must be a whole number from 1 to {PkiLimits.MaxDays}");

    public static ExitCode Report(PkiResult result, CommandContext context, string verb)
    {
        var isDone = result.Failure is null;
        foreach (var line in result.Lines)
        {
            (isDone ? context.Output : context.Error).WriteLine(isDone ? line : $"linux-patch-api {verb}: {line}");
        }
        return result.Failure switch
        {
            null => ExitCode.Ok,
            PkiFailure.AlreadyExists => ExitCode.CannotCreate,
            PkiFailure.NoAuthority or PkiFailure.NoInput => ExitCode.NoInput,
            PkiFailure.BadAuthority or PkiFailure.AuthorityExpired or PkiFailure.UnknownCertificate => ExitCode.DataError,
            PkiFailure.BadArgument => ExitCode.Usage,
            PkiFailure.Busy => ExitCode.TemporaryFailure,
            _ => ExitCode.InputOutput,
        };
    }
}
