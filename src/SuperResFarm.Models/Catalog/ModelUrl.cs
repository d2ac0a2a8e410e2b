namespace SuperResFarm.Models.Catalog;

/// <summary>Which addresses a model may come from.</summary>
internal static class ModelUrl
{
    /// <summary>The rule in words, to follow a name.</summary>
    public const string Rule = "must be an https address (http only to this machine) without user name or password";

    public static bool IsAllowed(Uri url) =>
        url.IsAbsoluteUri && url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
}
