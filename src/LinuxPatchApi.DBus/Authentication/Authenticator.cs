using System.Text;
using LinuxPatchApi.DBus.Errors;

namespace LinuxPatchApi.DBus.Authentication;

/// <summary>Carries the authentication over a stream, line by line, before the first message.</summary>
internal static class Authenticator
{
    /// <summary>The id of the server.</summary>
    public static async Task<DBusResult<string>> RunAsync(Stream stream, CancellationToken cancellationToken)
    {
        await SendAsync(stream, "\0" + ExternalMechanism.FirstLine, cancellationToken);
        for (int lines = 0; lines < DBusLimits.MaxAuthenticationLines; lines++)
        {
            string? line = await ReadLineAsync(stream, cancellationToken);
            if (line is null)
            {
                return Rejected("the bus closed the connection or sent no line");
            }

            SaslStep step = ExternalMechanism.OnLine(line);
            if (step.Rejection is not null)
            {
                return Rejected(step.Rejection);
            }

            await SendAsync(stream, step.Send!, cancellationToken);
            if (step.ServerGuid is not null)
            {
                return step.ServerGuid;
            }
        }

        return Rejected("the bus did not come to an end");
    }

    private static DBusFailure Rejected(string why) => new(DBusFailureReason.AuthenticationRejected, $"Authentication failed: {why}.");

    private static async Task SendAsync(Stream stream, string line, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), cancellationToken);

    /// <summary>
    /// A line without its end; null when the stream ended or the line is too long. Read byte by byte, so that nothing of what follows
    /// is taken; there are two short lines in the life of a connection.
    /// </summary>
    private static async Task<string?> ReadLineAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] one = new byte[1];
        var line = new StringBuilder();
        while (line.Length < DBusLimits.MaxAuthenticationLineBytes && await stream.ReadAsync(one, cancellationToken) == 1)
        {
            if (one[0] == '\n')
            {
                return line.Length > 0 && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : null;
            }

            line.Append((char)one[0]);
        }

        return null;
    }
}
