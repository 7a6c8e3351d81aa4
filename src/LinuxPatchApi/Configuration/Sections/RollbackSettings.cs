namespace LinuxPatchApi.Configuration.Sections;

/// <param name="StoreBytes">Package files of former versions, together; 0 keeps none.</param>
internal sealed record RollbackSettings(long StoreBytes);
