namespace SuperResFarm.Storage.Objects;

/// <summary>What the holder of a presigned address may do.</summary>
public enum PresignedUse
{
    /// <summary>Fetch the object (HTTP GET).</summary>
    Get,

    /// <summary>Write the object (HTTP PUT).</summary>
    Put,
}
