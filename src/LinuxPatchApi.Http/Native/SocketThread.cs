using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace LinuxPatchApi.Http.Native;

/// <summary>
/// The thread that waits for all sockets. What waits for a socket usually goes on in the thread pool; the change of threads is a fifth of the cost
/// of a small request. A wait may be marked to go on in that thread itself. Danger: until it gives the thread up, no other socket is heard, the
/// bus included, so nothing there may wait for a disk, a lock that is held for long, or a person.
/// </summary>
internal static class SocketThread
{
    /// <summary>True: what waits for the socket goes on in the thread that waits for all. False, as every socket begins: in the pool.</summary>
    public static void Use(Socket socket, bool isUsed) => PreferInlineCompletions(socket, isUsed);

    /// <summary>Goes on in the thread pool, wherever this is called.</summary>
    public static ConfiguredTaskAwaitable Leave() => Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    /// <summary>Breaks: when a framework has no such member any more, the first connection fails with MissingMethodException, in every test as well.
    /// Kept by the framework for this purpose, though not public (dotnet/runtime pull request 34945); bound when it is compiled, so that a
    /// framework without it does not go unnoticed: every connection of every test comes by.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_PreferInlineCompletions")]
    private static extern void PreferInlineCompletions(Socket socket, bool value);
}
