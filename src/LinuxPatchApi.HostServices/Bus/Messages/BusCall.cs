using LinuxPatchApi.HostServices.Bus.Transport;
using Tmds.DBus.Protocol;

namespace LinuxPatchApi.HostServices.Bus.Messages;

/// <summary>
/// A method call to send. A call that D-Bus cannot express (a string with NUL or an unpaired surrogate, an invalid path or name, too many
/// bytes) carries the reason in <see cref="Defect"/> and fails when sent, so callers need not check outside strings first.
/// </summary>
internal sealed class BusCall
{
    private readonly BusArgument[] _arguments;

    public BusCall(string destination, string path, string @interface, string member, params ReadOnlySpan<BusArgument> arguments)
    {
        Destination = destination;
        Path = path;
        Interface = @interface;
        Member = member;
        _arguments = arguments.ToArray();
        var bytes = _arguments.Aggregate((long?)0, static (sum, argument) => sum + argument.Measure());
        Bytes = bytes ?? 0;
        Defect = DefectOf(bytes);
    }

    public string Destination { get; }

    public string Path { get; }

    public string Interface { get; }

    public string Member { get; }

    /// <summary>True when the bus must not start the service for this call.</summary>
    public bool NoAutoStart { get; init; }

    /// <summary>Upper bound of the bytes of its arguments on the wire.</summary>
    public long Bytes { get; }

    /// <summary>Why the call cannot be sent; null when it can.</summary>
    public string? Defect { get; }

    public string Signature => string.Concat(_arguments.Select(static argument => argument.Signature));

    /// <summary>Builds the message, which can be sent once. Not async: the library's writer cannot cross an await.</summary>
    public MessageBuffer Build(DBusConnection connection)
    {
        var writer = connection.GetMessageWriter();
        try
        {
            writer.WriteMethodCallHeader(
                Destination, Path, Interface, Member, Signature, NoAutoStart ? MessageFlags.NoAutoStart : MessageFlags.None);
            foreach (var argument in _arguments)
            {
                Write(ref writer, argument);
            }

            return writer.CreateMessage();
        }
        finally
        {
            writer.Dispose();
        }
    }

    private static void Write(ref MessageWriter writer, BusArgument argument)
    {
        switch (argument)
        {
            case BusArgument.Text text:
                writer.WriteString(text.Value);
                break;
            case BusArgument.Texts texts:
                writer.WriteArray(texts.Values);
                break;
            case BusArgument.Flag flag:
                writer.WriteBool(flag.Value);
                break;
            case BusArgument.UInt32 number:
                writer.WriteUInt32(number.Value);
                break;
            case BusArgument.UInt64 number:
                writer.WriteUInt64(number.Value);
                break;
            default:
                throw new InvalidOperationException($"No encoding for {argument}");
        }
    }

    private string? DefectOf(long? bytes) => this switch
    {
        _ when !Names.IsObjectPath(Path) => "the object path is not valid",
        _ when !Names.IsInterface(Interface) => "the interface name is not valid",
        _ when !Names.IsMember(Member) => "the member name is not valid",
        _ when !Names.IsBusName(Destination) => "the destination is not a valid bus name",
        _ when bytes is null => "a string contains NUL or an unpaired surrogate",
        _ when bytes > BusLimits.MaxCallBytes => "the message is longer than allowed",
        _ => null,
    };
}
