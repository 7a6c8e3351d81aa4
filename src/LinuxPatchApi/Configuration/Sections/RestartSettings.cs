namespace LinuxPatchApi.Configuration.Sections;

/// <summary><paramref name="Deny"/>: names and patterns of units that are never restarted.</summary>
internal sealed record RestartSettings(IReadOnlyList<string> Deny);
