using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace LinuxPatchApi.Http.Native;

/// <summary>
/// The thread that polls all sockets. Usually a wait for a socket continues on the thread pool; that thread switch is a fifth of the cost
/// of a small request. A wait can be marked to continue on the polling thread itself. Danger: until that code leaves the thread, no other
/// socket is served, the bus included, so nothing there may wait for a disk, a long-held lock or a person.
/// </summary>
internal static class SocketThread
{
    /// <summary>True: waits for this socket continue on the polling thread. False, the default of a socket: on the thread pool.</summary>
    public static void Use(Socket socket, bool isUsed) => PreferInlineCompletions(socket, isUsed);

    /// <summary>Continues on the thread pool, wherever it is called.</summary>
    public static ConfiguredTaskAwaitable Leave() => Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    /// <summary>
    /// Breaks: when the framework drops this member, the first connection fails with MissingMethodException, in every test as well. The
    /// framework keeps it for this purpose, though not public (dotnet/runtime pull request 34945).
    /// </summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_PreferInlineCompletions")]
    private static extern void PreferInlineCompletions(Socket socket, bool value);
}
