using LinuxPatchApi.DBus.Errors;
using LinuxPatchApi.DBus.Wire;

namespace LinuxPatchApi.DBus.Connection;

/// <summary>Calls that wait for their reply, by serial.</summary>
internal sealed class PendingCalls
{
    private readonly Lock _lock = new();
    private readonly Dictionary<uint, Entry> _entries = [];
    private uint _lastSerial;
    private DBusFailure? _closed;

    /// <summary>The next serial; wraps around and is never 0.</summary>
    public uint NextSerial()
    {
        lock (_lock)
        {
            return Next();
        }
    }

    /// <summary>Registers a call under a new serial.</summary>
    /// <param name="onReply">Runs in the reader, before the next message is looked at; for state that must stay in order.</param>
    public (uint Serial, Task<DBusResult<DBusMessage>> Reply) Add(Action<DBusMessage>? onReply)
    {
        var completion = new TaskCompletionSource<DBusResult<DBusMessage>>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_closed is not null)
            {
                completion.SetResult(_closed);
                return (0, completion.Task);
            }

            uint serial = Next();
            _entries.Add(serial, new Entry(completion, onReply));
            return (serial, completion.Task);
        }
    }

    /// <summary>Gives up on a call; its reply will be ignored.</summary>
    public void Remove(uint serial)
    {
        lock (_lock)
        {
            _entries.Remove(serial);
        }
    }

    /// <summary>Completes the call that the message answers; a reply that nobody waits for is ignored.</summary>
    public void Complete(DBusMessage reply)
    {
        Entry? entry;
        lock (_lock)
        {
            _entries.Remove(reply.Header.ReplySerial, out entry);
        }

        if (entry is not null)
        {
            entry.OnReply?.Invoke(reply);
            entry.Completion.TrySetResult(reply);
        }
    }

    /// <summary>Fails all calls, and those to come.</summary>
    public void Close(DBusFailure failure)
    {
        Entry[] entries;
        lock (_lock)
        {
            _closed ??= failure;
            entries = [.. _entries.Values];
            _entries.Clear();
        }

        foreach (Entry entry in entries)
        {
            entry.Completion.TrySetResult(failure);
        }
    }

    private uint Next()
    {
        do
        {
            _lastSerial = unchecked(_lastSerial + 1);
        }
        while (_lastSerial == 0 || _entries.ContainsKey(_lastSerial));
        return _lastSerial;
    }

    private sealed record Entry(TaskCompletionSource<DBusResult<DBusMessage>> Completion, Action<DBusMessage>? OnReply);
}
