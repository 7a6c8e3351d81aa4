namespace LinuxPatchApi.Api.Input;

/// <summary>Limits and defaults of paging. Origin: contract section 5.</summary>
internal static class Paging
{
    public const int MaxLimit = 10_000;
    public const int DefaultJobs = 50;
    public const int DefaultReboots = 50;
}
