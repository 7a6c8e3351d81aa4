namespace LinuxPatchApi.Configuration.Sections;

/// <summary>Token buckets per client certificate and address: refill a minute and size of the bucket.</summary>
internal sealed record RateLimitSettings(bool Enabled, int DestructivePerMinute, int DestructiveBurst, int ReadPerMinute, int ReadBurst);
