using System.Text;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Storage.Folders;

/// <summary>Where an object lies below the root: its bucket and the parts of its key are folders, the last part is the file.</summary>
internal sealed class FolderPath
{
    /// <summary>Names that begin like this are the farm's own: unfinished files and notes. They are no objects.</summary>
    public const string Reserved = ".superres";

    private FolderPath(ObjectUri uri, string[] folders, string name) => (Uri, Folders, Name) = (uri, folders, name);

    public ObjectUri Uri { get; }

    /// <summary>Folders below the root, the bucket first.</summary>
    public string[] Folders { get; }

    public string Name { get; }

    /// <exception cref="FarmException">A part of the key is reserved, or longer than a file's name can be.</exception>
    public static FolderPath Of(ObjectUri uri)
    {
        var parts = uri.Key.Split('/');
        var fault = parts.Any(part => part.StartsWith(Reserved, StringComparison.Ordinal)) ? $"names that begin with '{Reserved}' are reserved"
            : parts.Any(part => Encoding.UTF8.GetByteCount(part) > 255) ? "a part of the key is longer than the 255 bytes a file's name can have"
            : null;
        return fault is null ? new(uri, [uri.Bucket, .. parts[..^1]], parts[^1]) : throw KeyRules.Refusal(uri.ToString(), fault);
    }
}
