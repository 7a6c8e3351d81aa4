
using LinuxPatchApi.Cli.Agents;
using LinuxPatchApi.Cli.Authority;
using LinuxPatchApi.Cli.Setup;
using LinuxPatchApi.Cli.Units;

namespace LinuxPatchApi.Cli.Verbs;

/// <summary>All verbs, in the order of --help.</summary>
internal static class VerbTable
{
    public static readonly IReadOnlyList<Verb> All =
    [
        RunVerb.Verb,
        SetupVerb.Verb,
        InstallBundleVerb.Verb,
        ClientVerb.Verb,
        CheckConfigVerb.Verb,
        DoctorVerb.Verb,
        AuditVerifyVerb.Verb,
        ScanRestartsVerb.Verb,
        GuardUpdateVerb.Verb,
        WriteRepositoryVerb.Verb,
        EnrollVerb.Verb,
        PkiInitVerb.Verb,
        PkiIssueVerb.Verb,
        PkiBundleVerb.Verb,
        PkiListVerb.Verb,
        PkiRenewVerb.Verb,
        PkiRevokeVerb.Verb,
        PkiCrlVerb.Verb,
        PkiImportVerb.Verb,
    ];
}
