using SuperResFarm.Storage.S3;

namespace SuperResFarm.Storage;

/// <summary>Kinds of object stores.</summary>
public enum StorageKind
{
    /// <summary>A folder of this machine, or one that is mounted.</summary>
    Folder,

    /// <summary>AWS S3 or a server that speaks its protocol.</summary>
    S3,
}

/// <summary>Where objects are.</summary>
public sealed record StorageOptions
{
    /// <summary>Name of the section in the configuration.</summary>
    public const string Section = "Storage";

    /// <value>Default <see cref="StorageKind.Folder"/>.</value>
    public StorageKind Kind { get; init; }

    /// <value>Absolute path of the folder store's root; needed when <see cref="Kind"/> is <see cref="StorageKind.Folder"/>.</value>
    public string? Folder { get; init; }

    /// <value>How to reach the S3 store; read when <see cref="Kind"/> is <see cref="StorageKind.S3"/>.</value>
    public S3Options S3 { get; init; } = new();
}
