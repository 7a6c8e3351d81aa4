
namespace LinuxPatchApi.Cli.Verbs;

/// <summary>All verbs, in the order of --help.</summary>
internal static class VerbTable
{
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
