using System.Runtime.InteropServices;

namespace LinuxPatchApi.Http.Tls;

/// <summary>Keeps the framework away from the system's root certificates.</summary>
/// <remarks>The first chain that is built makes the framework parse every file of the system's store, custom trust or not: 60 to 170 ms and
/// some megabytes, the greater part of a start. It finds the store by OpenSSL's two environment variables.</remarks>
public static partial class SystemRoots
{
    /// <summary>No such place can exist: /dev/null is no directory.</summary>
    private const string Nowhere = "/dev/null/none";

    /// <summary>Makes the store empty for this process. Only before the first certificate chain is built, and only in a process that never
    /// wants to trust the system's roots. False when the C library refuses.</summary>
    /// <remarks>Changing the environment of a running process is safe before other threads read it: call it first in Main.</remarks>
    public static bool Ignore() => SetEnvironment("SSL_CERT_DIR", Nowhere, 1) == 0 && SetEnvironment("SSL_CERT_FILE", Nowhere, 1) == 0;

    /// <summary>The framework's own call changes a copy that native code does not see.</summary>
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
