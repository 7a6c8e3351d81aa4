using System.Runtime.InteropServices;

namespace LinuxPatchApi.Http.Native;

/// <summary>The C library's calls that this assembly needs and the base library does not offer.</summary>
internal static partial class LibC
{
    /// <summary>setenv(3): the framework's own call changes a copy that native code does not see. Breaks: when OpenSSL finds its store by other
    /// variables, the start takes 60 ms more, which the budget of the start shows.</summary>
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetEnvironment(string name, string value, int overwrite);

    /// <summary>dlopen(3), to find a library that is loaded without loading another. Breaks: never.</summary>
    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Load(string name, int flags);
}
