using LinuxPatchApi.DBus.Errors;
using LinuxPatchApi.DBus.Wire;

namespace LinuxPatchApi.DBus.Connection;

/// <summary>
/// Who owns the well-known names that subscriptions name as senders. Signals carry unique names only, so without it a signal of
/// anybody else with the same path would pass. Changed by the reader only, in the order of the bus.
/// </summary>
internal sealed class NameOwners
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Whether owners of the name have to be followed at all.</summary>
    public static bool NeedsTracking(string? name) => name is not null && name != BusNames.Bus && !name.StartsWith(':');

    /// <summary>The unique name that stands for a sender; null when nobody owns it or it is not followed.</summary>
    public string? OwnerOf(string name)
    {
        if (!NeedsTracking(name))
        {
            return name;
        }

        lock (_lock)
        {
            return _entries.GetValueOrDefault(name)?.Owner;
        }
    }

    public void Add(string name)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(name, out Entry? entry))
            {
                entry.References++;
            }
            else
            {
                _entries.Add(name, new Entry());
            }
        }
    }

    public void Remove(string name)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(name, out Entry? entry) && --entry.References == 0)
            {
                _entries.Remove(name);
            }
        }
    }

    /// <summary>Takes the reply to GetNameOwner; an error means that nobody owns it.</summary>
    public void OnGetNameOwnerReply(string name, DBusMessage reply) =>
        Set(name, reply.Header.Type == MessageType.MethodReturn ? reply.FirstStringArgument : null);

    /// <summary>Takes note of NameOwnerChanged; other messages are ignored.</summary>
    public void OnMessage(DBusMessage message)
    {
        if (message.Header.Sender == BusNames.Bus && message.IsSignal(BusNames.Bus, BusNames.NameOwnerChanged))
        {
            try
            {
                MessageReader reader = message.GetBodyReader("sss");
                string name = reader.ReadString();
                _ = reader.ReadString();
                string owner = reader.ReadString();
                Set(name, owner.Length > 0 ? owner : null);
            }
            catch (DBusProtocolException)
            {
                // Not the signal of the specification; a bus that sends such a thing tells nothing about owners.
            }
        }
    }

    private void Set(string name, string? owner)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(name, out Entry? entry))
            {
                entry.Owner = owner;
            }
        }
    }

    private sealed class Entry
    {
        public int References { get; set; } = 1;

        public string? Owner { get; set; }
    }
}
