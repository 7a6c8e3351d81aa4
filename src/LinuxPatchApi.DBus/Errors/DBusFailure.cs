namespace LinuxPatchApi.DBus.Errors;

/// <summary>An expected failure.</summary>
/// <param name="Reason">What a program decides on.</param>
/// <param name="Detail">One sentence for people; the text of the error reply when there is one.</param>
/// <param name="ErrorName">Name of the error reply, else null.</param>
public sealed record DBusFailure(DBusFailureReason Reason, string Detail, string? ErrorName = null);
