using System.Buffers.Text;
using System.Security.Cryptography;

namespace SuperResFarm.Contracts.Http;

/// <summary>A key as its owner has it: <c>srf_ID_SECRET</c>. The id may be shown and logged, the rest never.</summary>
public sealed record KeyText
{
    /// <summary>What every key begins with.</summary>
    public const string Mark = "srf_";

    private const int IdLength = 16;
    private const int SecretBytes = 32;
    private const string IdCharacters = "abcdefghijklmnopqrstuvwxyz0123456789";

    private KeyText(string id, string secret) => (Id, Secret) = (id, secret);

    /// <summary>16 of <c>a-z 0-9</c>.</summary>
    public string Id { get; }

    /// <summary>32 bytes by chance, in base64url.</summary>
    public string Secret { get; }

    /// <returns>A new key that nobody can guess.</returns>
    public static KeyText Create() => new(
        RandomNumberGenerator.GetString(IdCharacters, IdLength), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes)));

    /// <returns>The key that a text is; null: it is none.</returns>
    /// <param name="text">Of anybody.</param>
    public static KeyText? Parse(string? text)
    {
        // The secret may have underscores of its own.
        if (text is null || text.Split('_', 3) is not ["srf", { Length: IdLength } id, var secret] || !id.All(IdCharacters.Contains))
            return null;
        return secret.Length == Base64Url.GetEncodedLength(SecretBytes) && Base64Url.IsValid(secret, out var bytes) && bytes == SecretBytes ? new(id, secret) : null;
    }

    /// <returns>The whole key, for its owner.</returns>
    public string Reveal() => $"{Mark}{Id}_{Secret}";

    /// <returns>What may be logged.</returns>
    public override string ToString() => $"{Mark}{Id}_...";
}
