using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace SuperResFarm.Api.Webhooks;

/// <summary>
/// Seals secrets for the database with AES-256-GCM, each bound to its webhook, where there is a key; where there is none they stand there as they are.
/// </summary>
/// <param name="options">Valid options.</param>
internal sealed class SecretBox(IOptions<WebhookOptions> options)
{
    private const string Sealed = "gcm1:";
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[]? _key = options.Value.KeyFile is { Length: > 0 } file ? Convert.FromBase64String(File.ReadAllText(file).Trim()) : null;

    /// <returns>What is wrong with a key file, to follow its name; null: nothing. Says nothing of what stands in it.</returns>
    public static string? MistakeIn(string file)
    {
        try
        {
            return Convert.FromBase64String(File.ReadAllText(file).Trim()).Length == KeyBytes ? null : $"must hold {KeyBytes} bytes in base64; openssl rand -base64 {KeyBytes} makes them";
        }
        catch (FormatException)
        {
            return $"must hold {KeyBytes} bytes in base64; openssl rand -base64 {KeyBytes} makes them";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return "names no file that can be read";
        }
    }

    /// <returns>The secret as it is stored.</returns>
    /// <param name="webhook">Whose it is.</param>
    /// <param name="secret">In the open.</param>
    public string Seal(Guid webhook, string secret)
    {
        if (_key is null)
            return secret;
        var plain = Encoding.ASCII.GetBytes(secret);
        var box = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), webhook.ToByteArray(bigEndian: true));
        return Sealed + Convert.ToBase64String(box);
    }

    /// <returns>The secret in the open.</returns>
    /// <param name="webhook">Whose it is.</param>
    /// <param name="stored">As it is stored.</param>
    /// <exception cref="CryptographicException">It was sealed with another key, or for another webhook, or there is no key here.</exception>
    public string Open(Guid webhook, string stored)
    {
        if (!stored.StartsWith(Sealed, StringComparison.Ordinal))
            return stored;
        if (_key is null)
            throw new CryptographicException("The secret is sealed, and there is no Webhooks:KeyFile here.");
        var box = Convert.FromBase64String(stored[Sealed.Length..]).AsSpan();
        var plain = new byte[box.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(_key, TagBytes);
        aes.Decrypt(box[..NonceBytes], box[(NonceBytes + TagBytes)..], box.Slice(NonceBytes, TagBytes), plain, webhook.ToByteArray(bigEndian: true));
        return Encoding.ASCII.GetString(plain);
    }
}
