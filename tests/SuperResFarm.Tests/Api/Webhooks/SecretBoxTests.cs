using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Webhooks;

namespace SuperResFarm.Tests.Api.Webhooks;

public sealed class SecretBoxTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly Guid _webhook = Guid.NewGuid();

    public SecretBoxTests() => File.WriteAllText(_file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Seal_WithAKey_HidesTheSecretAndOpensAgain()
    {
        var box = Box(_file);
        var (first, second) = (box.Seal(_webhook, "whsec_abc"), box.Seal(_webhook, "whsec_abc"));
        Assert.DoesNotContain("abc", first, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
        Assert.Equal("whsec_abc", box.Open(_webhook, first));
    }

    [Fact]
    public void Open_ForAnotherWebhookOrKeyOrNone_Fails()
    {
        var stored = Box(_file).Seal(_webhook, "whsec_abc");
        Assert.ThrowsAny<CryptographicException>(() => Box(_file).Open(Guid.NewGuid(), stored));
        Assert.ThrowsAny<CryptographicException>(() => Box(null).Open(_webhook, stored));
        File.WriteAllText(_file, Convert.ToBase64String(new byte[32]));
        Assert.ThrowsAny<CryptographicException>(() => Box(_file).Open(_webhook, stored));
    }

    [Fact]
    public void Open_StoredBeforeThereWasAKey_IsItself()
    {
        Assert.Equal("whsec_abc", Box(null).Seal(_webhook, "whsec_abc"));
        Assert.Equal("whsec_abc", Box(_file).Open(_webhook, "whsec_abc"));
    }

    [Theory]
    [InlineData("c2hvcnQ=", "32 bytes")]
    [InlineData("no base64 at all!", "32 bytes")]
    [InlineData(null, "no file")]
    public void MistakeIn_KeyFile_SaysWhatButNotItsContent(string? content, string part)
    {
        if (content is null)
            Assert.Contains(part, SecretBox.MistakeIn(_file + ".gone"), StringComparison.Ordinal);
        else
        {
            File.WriteAllText(_file, content);
            var mistake = SecretBox.MistakeIn(_file);
            Assert.Contains(part, mistake, StringComparison.Ordinal);
            Assert.DoesNotContain(content, mistake, StringComparison.Ordinal);
        }
    }

    private static SecretBox Box(string? file) => new(Options.Create(new WebhookOptions { KeyFile = file }));
}
