using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Files;

/// <summary>Turns a system exception into text for operators; the only place that does so.</summary>
internal static class SystemErrorText
{
    /// <summary>Characters. Origin: fits a log line or an answer; the longest message with a path has about 4 200.</summary>
    private const int Most = 1000;

    /// <summary>
    /// Returns one line without control characters. A build without messages would yield the framework's resource keys
    /// (<c>UnauthorizedAccess_IODenied_Path, /root</c>); they are replaced by a description of the exception's kind.
    /// </summary>
    public static string Of(Exception error)
    {
        var message = error.Message;
        if (IsResourceKey(message))
        {
            var detail = message.IndexOf(", ", StringComparison.Ordinal) is var comma and > 0
                ? message[comma..].Replace(", ", ": ", StringComparison.Ordinal)
                : "";
            message = Kind(error) + detail;
        }

        var line = OneLine.Of(message, Most, mark: "");
        return line.Length > 0 ? line : Kind(error);
    }

    /// <summary>True for letters, digits and underscores that contain an underscore and end at a comma or the end. Pure.</summary>
    public static bool IsResourceKey(string message)
    {
        var end = message.IndexOf(',', StringComparison.Ordinal) is var comma and >= 0 ? comma : message.Length;
        var key = message.AsSpan(0, end);
        return key.Contains('_') && char.IsAsciiLetterUpper(key[0]) && key.IndexOfAnyExcept(KeyCharacters) < 0;
    }

    private static readonly System.Buffers.SearchValues<char> KeyCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private static string Kind(Exception error) => error switch
    {
        FileNotFoundException => "the file does not exist",
        DirectoryNotFoundException => "the directory does not exist",
        PathTooLongException => "the path is too long",
        EndOfStreamException => "the file ends too early",
        UnauthorizedAccessException => "permission denied",
        IOException => "input/output error",
        InvalidDataException => "the content is damaged",
        TimeoutException => "it took too long",
        _ => $"an unexpected failure ({error.GetType().Name})",
    };
}
