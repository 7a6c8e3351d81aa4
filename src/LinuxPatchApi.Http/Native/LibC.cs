using System.Runtime.InteropServices;

namespace LinuxPatchApi.Http.Native;

/// <summary>Calls of the C library that this assembly needs and the base library does not offer.</summary>
internal static partial class LibC
{
    /// <summary>
    /// setenv(3): the framework's own call changes a copy that native code does not see. Breaks: when OpenSSL finds its store through other
    /// variables, the start takes 60 ms longer, which its budget shows.
    /// </summary>
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetEnvironment(string name, string value, int overwrite);

    /// <summary>dlopen(3), to find a loaded library without loading another one. Breaks: never.</summary>
    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Load(string name, int flags);
}
