using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Apk;

/// <summary>The terms of apk.</summary>
internal static class ApkTerms
{
    public static readonly PackageTerms Instance = new()
    {
        Manager = "apk-tools",
        NeutralArchitecture = "noarch",
        HasOneBuildPerName = true,
        WireName = "apk",
        RefreshCommand = "apk update",
        Refresh = new PlainRefreshTexts("untrusted signature", "bad signature"),
        CheckCommand = "apk audit --system",
        RunScriptsAgain = "apk fix --reinstall NAME",
        OldKernels = "apk del NAME",
        MarkAutomatic = "apk del",
        PolkitPackage = "polkit",
        Lock = "apk's lock",
        FileCache = "apk's cache",
        LiftHold = "take the version of {name} out of /etc/apk/world on the host, then update it by PUT /api/v1/packages/{name}",
        Finish = "run 'apk fix' on the host, or remove the packages named",
        FinishOnHost = "run 'apk fix' on the host, or remove the packages named",
        FinishBoth = "run 'apk fix' on the host",
        InstallAgain = "run 'apk fix' on the host",
    };
}
