namespace LinuxPatchApi.SystemTests.Families;

public sealed class El9Tests(El9Host host) : FamilyConformance<El9Host>(host);
