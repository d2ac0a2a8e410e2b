using SuperResFarm.Storage;
using SuperResFarm.Storage.S3;

namespace SuperResFarm.Tests.Storage;

public class StorageOptionsTests
{
    [Fact]
    public void Validate_ManyMistakes_NamesEveryKeyAtOnce()
    {
        var options = new StorageOptions
        {
            Kind = StorageKind.S3,
            S3 = new()
            {
                Endpoint = "storage:9000",
                PublicEndpoint = "https://me:secret@host",
                Region = "",
                AccessKey = "only-this",
                PartMiB = 4,
                ParallelParts = 0,
                Retries = 11,
                TimeoutSeconds = double.NaN,
                Checksums = (ChecksumMode)9,
                ConditionalWrites = (ConditionalWrites)9,
            },
        };
        var mistakes = new StorageOptionsValidator().Validate(null, options).Failures!.ToList();
        foreach (var key in new[] { "Endpoint", "PublicEndpoint", "Region", "AccessKey", "PartMiB", "ParallelParts", "Retries", "TimeoutSeconds", "Checksums", "ConditionalWrites" })
            Assert.Contains(mistakes, mistake => mistake.StartsWith($"Storage:S3:{key}", StringComparison.Ordinal));
        Assert.DoesNotContain(mistakes, mistake => mistake.Contains("secret", StringComparison.Ordinal));
    }

    [Theory, InlineData(null), InlineData(""), InlineData("relative/path"), InlineData("/"), InlineData("/etc/passwd")]
    public void Validate_BadFolder_NamesTheKey(string? folder)
    {
        var result = new StorageOptionsValidator().Validate(null, new()
        {
            Folder = folder,
        });
        Assert.StartsWith("Storage:Folder", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    [Theory, InlineData("http://127.0.0.1:9000"), InlineData("https://s3.example.com/"), InlineData(null)]
    public void Validate_GoodEndpoint_Passes(string? endpoint) => Assert.True(new StorageOptionsValidator().Validate(null, new()
    {
        Kind = StorageKind.S3,
        S3 = new()
        {
            Endpoint = endpoint,
        },
    }).Succeeded);

    [Theory, InlineData("https://host/bucket"), InlineData("https://host?x=y"), InlineData("ftp://host"), InlineData("host")]
    public void Validate_BadEndpoint_NamesTheKey(string endpoint)
    {
        var result = new StorageOptionsValidator().Validate(null, new()
        {
            Kind = StorageKind.S3,
            S3 = new()
            {
                Endpoint = endpoint,
            },
        });
        Assert.StartsWith("Storage:S3:Endpoint", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }
}
