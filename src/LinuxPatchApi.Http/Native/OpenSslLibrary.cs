using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace LinuxPatchApi.Http.Native;

/// <summary>
/// Where OpenSSL's functions are: in its shared libraries, or inside the binary that is made for musl (aot/static). Breaks: never; what
/// cannot be found is told as not there.
/// </summary>
public static partial class OpenSslLibrary
{
    /// <summary>RTLD_LAZY and RTLD_NOLOAD: only a library that the framework has loaded.</summary>
    private const int OnlyIfLoaded = 0x1 | 0x4;

    /// <summary>Stands for the handle of the binary itself.</summary>
    private const nint Inside = 1;

    /// <summary>Decided when the binary is linked (LinuxPatchApi.csproj), so that each kind has the code of its own only.</summary>
    [FeatureSwitchDefinition("LinuxPatchApi.StaticOpenSsl")]
    private static bool IsInside => AppContext.TryGetSwitch("LinuxPatchApi.StaticOpenSsl", out var isInside) && isInside;

    /// <summary>A library that is loaded already, under the first of the names that fits; 0 when there is none.</summary>
    public static nint Loaded(ReadOnlySpan<string> names)
    {
        if (IsInside)
        {
            return Inside;
        }
        foreach (var name in names)
        {
            if (LibC.Load(name, OnlyIfLoaded) is var handle and not 0)
            {
                return handle;
            }
        }
        return 0;
    }

    /// <summary>Loads a library of OpenSSL.</summary>
    public static bool TryLoad(string name, out nint library)
    {
        library = Inside;
        return IsInside || NativeLibrary.TryLoad(name, out library);
    }

    /// <summary>Finds a function. aot/static/openssl-functions.c has to name it too.</summary>
    public static bool TryGetExport(nint library, string name, out nint function)
    {
        if (IsInside)
        {
            function = FunctionInside(name);
            return function != 0;
        }
        return NativeLibrary.TryGetExport(library, name, out function);
    }

    [LibraryImport("static-openssl", EntryPoint = "lpa_openssl_function", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint FunctionInside(string name);
}
