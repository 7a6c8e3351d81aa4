using System.Buffers.Text;

namespace LinuxPatchApi.Benchmarks;

/// <summary>The request and just enough of an HTTP/1.1 reader to know where its answer ends.</summary>
internal static class Wire
{
    public static readonly ReadOnlyMemory<byte> Request = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray();

    public static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        if (!answer.StartsWith("HTTP/1.1 200 "u8))
        {
            throw new IOException("The answer is not 200.");
        }

        var head = answer[..end];
        var field = IndexOfContentLength(head);
        if (field < 0 || !Utf8Parser.TryParse(head[field..].TrimStart((byte)' '), out int length, out _))
        {
            throw new IOException("The answer has no content length.");
        }

        return answer.Length >= end + 4 + length;
    }

    /// <summary>Where the value of Content-Length begins, in the two spellings that servers write; -1 without one.</summary>
    private static int IndexOfContentLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length:"u8);
        at = at < 0 ? head.IndexOf("content-length:"u8) : at;
        return at < 0 ? -1 : at + "content-length:".Length;
    }
}
