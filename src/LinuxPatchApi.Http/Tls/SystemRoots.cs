using LinuxPatchApi.Http.Native;

namespace LinuxPatchApi.Http.Tls;

/// <summary>Keeps the framework from reading the system's root certificates.</summary>
/// <remarks>
/// The first chain built makes the framework parse every file of the system's store, custom trust or not: 60 to 170 ms and some megabytes,
/// most of a start. It locates the store through OpenSSL's two environment variables.
/// </remarks>
public static class SystemRoots
{
    /// <summary>Cannot exist: /dev/null is not a directory.</summary>
    private const string Nowhere = "/dev/null/none";

    /// <summary>
    /// Makes the store empty for this process. Call before the first certificate chain is built, and only in a process that never trusts
    /// the system's roots. False when the C library fails.
    /// </summary>
    /// <remarks>Changing the environment is safe only before other threads read it: call it first in Main.</remarks>
    public static bool Ignore() =>
        LibC.SetEnvironment("SSL_CERT_DIR", Nowhere, 1) == 0 && LibC.SetEnvironment("SSL_CERT_FILE", Nowhere, 1) == 0;
}
