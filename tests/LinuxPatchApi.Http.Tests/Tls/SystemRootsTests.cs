using System.Runtime.InteropServices;
using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Http.Tests.Tls;

public sealed class SystemRootsTests
{
    /// <summary>Native code must see the change: the framework queries the C library, not its own copy of the environment.</summary>
    [Fact]
    public void Store_is_pointed_to_a_place_that_cannot_exist_for_native_code_too()
    {
        Assert.True(SystemRoots.Ignore());
        foreach (var name in new[] { "SSL_CERT_DIR", "SSL_CERT_FILE" })
        {
            var place = Marshal.PtrToStringUTF8(GetEnvironment(name));
            Assert.NotNull(place);
            Assert.False(Path.Exists(place));
        }
    }

    [DllImport("libc", EntryPoint = "getenv")]
    private static extern nint GetEnvironment(string name);
}
