using LinuxPatchApi.Cli.Verbs;

namespace LinuxPatchApi.Cli;

/// <summary>All verbs, in the order of --help.</summary>
internal static class VerbTable
{
    /// <summary>What an empty command line, or one that begins with an option, means.</summary>
    public const string DefaultVerb = "run";

    public static readonly IReadOnlyList<Verb> All =
    [
        RunVerb.Verb,
        CheckConfigVerb.Verb,
        DoctorVerb.Verb,
        AuditVerifyVerb.Verb,
        ScanRestartsVerb.Verb,
        PkiInitVerb.Verb,
        PkiIssueVerb.Verb,
        PkiRevokeVerb.Verb,
        PkiCrlVerb.Verb,
    ];
}
