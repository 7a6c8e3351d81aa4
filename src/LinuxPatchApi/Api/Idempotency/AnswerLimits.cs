namespace LinuxPatchApi.Api.Idempotency;

/// <summary>Every limit of the store of first answers, with its origin.</summary>
internal static class AnswerLimits
{
    /// <summary>Bytes of one stored answer with its key. Origin: the answer to a cancellation has 300, its key and names as many; no stored
    /// answer comes close.</summary>
    public const int EntryBytes = 4 * 1024;

    /// <summary>Answers of one client. Origin: one in every minute of a day.</summary>
    public const int EntriesPerClient = 1440;

    /// <summary>Bytes of the answers of one client. Origin: <see cref="EntriesPerClient"/> of the usual 600 bytes.</summary>
    public const int BytesPerClient = 896 * 1024;

    /// <summary>Answers of all clients. Origin: eight clients, each with its maximum.</summary>
    public const int Entries = 8 * EntriesPerClient;

    /// <summary>
    /// Bytes of the answers of all clients; half as much again in memory. Origin: as <see cref="Entries"/>, of the usual size.
    /// </summary>
    public const int Bytes = 4 * 1024 * 1024;

    /// <summary>Bytes of dropped answers in the file, in excess of those of live ones, that trigger a rewrite. Origin: a hundred answers
    /// between two rewrites even when few are live.</summary>
    public const int SlackBytes = 64 * 1024;

    /// <summary>Bytes of the largest file read. Origin: twice the live answers, the slack, and one entry.</summary>
    public const int FileBytes = (2 * Bytes) + SlackBytes + EntryBytes;
}
