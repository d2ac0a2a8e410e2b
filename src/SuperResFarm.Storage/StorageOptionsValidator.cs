using Microsoft.Extensions.Options;
using SuperResFarm.Storage.S3;

namespace SuperResFarm.Storage;

/// <summary>Finds all mistakes in the settings at once; each names its key.</summary>
public sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        string[] mistakes = [.. options.Kind switch
        {
            StorageKind.Folder => MistakesOfFolder(options.Folder),
            StorageKind.S3 => MistakesOf(options.S3),
            _ => ["Storage:Kind must be Folder or S3."],
        }];
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> MistakesOfFolder(string? folder)
    {
        if (string.IsNullOrWhiteSpace(folder))
            yield return "Storage:Folder is missing: name the folder that holds the objects, or set Storage:Kind to S3.";
        else if (!Path.IsPathFullyQualified(folder))
            yield return "Storage:Folder must be an absolute path.";
        else if (File.Exists(folder))
            yield return "Storage:Folder names a file, not a folder.";
        else if (Path.GetPathRoot(folder) == Path.GetFullPath(folder))
            yield return "Storage:Folder must not be the root of the file system.";
    }

    private static IEnumerable<string> MistakesOf(S3Options options)
    {
        foreach (var (key, endpoint) in new[] { ("Endpoint", options.Endpoint), ("PublicEndpoint", options.PublicEndpoint) })
            if (endpoint is not null && MistakeOfEndpoint(endpoint) is { } mistake)
                yield return $"Storage:S3:{key} {mistake}.";
        if (options.PublicEndpoint is not null && options.Endpoint is null)
            yield return "Storage:S3:PublicEndpoint needs Storage:S3:Endpoint too.";
        if (options.Region.Length is 0 or > 64 || options.Region.Any(c => !(char.IsAsciiLetterOrDigit(c) || c is '-')))
            yield return "Storage:S3:Region must be a name such as us-east-1.";
        if (string.IsNullOrEmpty(options.AccessKey) != string.IsNullOrEmpty(options.SecretKey))
            yield return "Storage:S3:AccessKey and Storage:S3:SecretKey must be set together, or neither.";
        if (!string.IsNullOrEmpty(options.SessionToken) && string.IsNullOrEmpty(options.AccessKey))
            yield return "Storage:S3:SessionToken needs Storage:S3:AccessKey and Storage:S3:SecretKey too.";
        if (!Enum.IsDefined(options.Checksums))
            yield return "Storage:S3:Checksums must be Auto, WhenRequired or WhenSupported.";
        if (!Enum.IsDefined(options.ConditionalWrites))
            yield return "Storage:S3:ConditionalWrites must be Auto or Off.";
        if (options.PartMiB is < 5 or > 512)
            yield return "Storage:S3:PartMiB must lie between 5 and 512.";
        if (options.ParallelParts is < 1 or > 16)
            yield return "Storage:S3:ParallelParts must lie between 1 and 16.";
        if (options.Retries is < 0 or > 10)
            yield return "Storage:S3:Retries must lie between 0 and 10.";
        if (!(options.TimeoutSeconds is >= 1 and <= 3600))
            yield return "Storage:S3:TimeoutSeconds must lie between 1 and 3600.";
    }

    private static string? MistakeOfEndpoint(string endpoint) =>
        !Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") ? "must begin with http:// or https://"
        : uri.UserInfo.Length > 0 ? "must not hold a name or password; use Storage:S3:AccessKey and Storage:S3:SecretKey"
        : uri.PathAndQuery is not "/" || uri.Fragment.Length > 0 ? "must end behind the host and port"
        : null;
}
