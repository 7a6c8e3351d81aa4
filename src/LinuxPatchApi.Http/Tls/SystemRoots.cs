using LinuxPatchApi.Http.Native;

namespace LinuxPatchApi.Http.Tls;

/// <summary>Keeps the framework away from the system's root certificates.</summary>
/// <remarks>The first chain that is built makes the framework parse every file of the system's store, custom trust or not: 60 to 170 ms and
/// some megabytes, the greater part of a start. It finds the store by OpenSSL's two environment variables.</remarks>
public static class SystemRoots
{
    /// <summary>No such place can exist: /dev/null is no directory.</summary>
    private const string Nowhere = "/dev/null/none";

    /// <summary>Makes the store empty for this process. Only before the first certificate chain is built, and only in a process that never
    /// wants to trust the system's roots. False when the C library refuses.</summary>
    /// <remarks>Changing the environment of a running process is safe before other threads read it: call it first in Main.</remarks>
    public static bool Ignore() => LibC.SetEnvironment("SSL_CERT_DIR", Nowhere, 1) == 0 && LibC.SetEnvironment("SSL_CERT_FILE", Nowhere, 1) == 0;
}
