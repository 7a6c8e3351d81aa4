namespace LinuxPatchApi.Configuration.Sections;

internal sealed record WhitelistSettings(string Path);
