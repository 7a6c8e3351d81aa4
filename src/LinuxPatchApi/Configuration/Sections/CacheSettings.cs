namespace LinuxPatchApi.Configuration.Sections;

/// <summary><paramref name="StaleAfter"/>: the age from which knowledge about packages is called stale.</summary>
internal sealed record CacheSettings(TimeSpan StaleAfter);
