namespace LinuxPatchApi.Api.Idempotency;

/// <summary>Every number of the store of first answers, with its origin.</summary>
internal static class AnswerLimits
{
    /// <summary>Bytes of one kept answer with its key. Origin: the answer to a cancel takes 300, its key and names as much; nothing that is kept
    /// comes near.</summary>
    public const int EntryBytes = 4 * 1024;

    /// <summary>Answers of one client. Origin: one that repeats itself every minute of a day.</summary>
    public const int EntriesPerClient = 1440;

    /// <summary>Bytes of one client's answers. Origin: so many of the usual 600 bytes.</summary>
    public const int BytesPerClient = 896 * 1024;

    /// <summary>Answers of all clients. Origin: the managers and people of eight sites at once, each with all it may have.</summary>
    public const int Entries = 8 * EntriesPerClient;

    /// <summary>Bytes of all clients' answers; half as much again in memory. Origin: as <see cref="Entries"/>, of the usual size.</summary>
    public const int Bytes = 4 * 1024 * 1024;

    /// <summary>Bytes of forgotten answers in the file, beyond as many as there are living ones, that start a rewrite. Origin: some hundred
    /// answers between two rewrites even when there are few.</summary>
    public const int SlackBytes = 64 * 1024;

    /// <summary>A file above this is not ours. Origin: twice what may live in it, and one entry.</summary>
    public const int FileBytes = (2 * Bytes) + SlackBytes + EntryBytes;
}
