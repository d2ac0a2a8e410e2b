namespace SuperResFarm.Models.Downloads;

/// <summary>Asks disks for their free space.</summary>
internal static class DiskSpace
{
    /// <param name="folder">An existing folder.</param>
    /// <returns>Bytes this user may still write there, or null when the system does not tell.</returns>
    public static long? FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
