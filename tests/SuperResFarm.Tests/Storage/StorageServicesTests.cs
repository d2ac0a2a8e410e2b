using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SuperResFarm.Storage;
using SuperResFarm.Storage.Folders;
using SuperResFarm.Storage.Objects;
using SuperResFarm.Storage.S3;

namespace SuperResFarm.Tests.Storage;

public class StorageServicesTests
{
    [Fact]
    public void AddStorage_FolderSettings_GivesAFolderStore()
    {
        using var provider = Provider(("Storage:Folder", "/var/lib/superres"));
        Assert.IsType<FolderObjectStore>(provider.GetRequiredService<IObjectStore>());
    }

    [Fact]
    public void AddStorage_S3Settings_GivesAnS3Store()
    {
        using var provider = Provider(("Storage:Kind", "S3"), ("Storage:S3:Endpoint", "http://127.0.0.1:9000"), ("Storage:S3:AccessKey", "a"), ("Storage:S3:SecretKey", "b"),
            ("Storage:S3:Checksums", "WhenSupported"), ("Storage:S3:PartMiB", "16"));
        Assert.IsType<S3ObjectStore>(provider.GetRequiredService<IObjectStore>());
        var options = provider.GetRequiredService<IOptions<StorageOptions>>().Value.S3;
        Assert.Equal((ChecksumMode.WhenSupported, 16), (options.Checksums, options.PartMiB));
    }

    [Fact]
    public void AddStorage_WrongSettings_NamesTheKeys()
    {
        using var provider = Provider(("Storage:Kind", "S3"), ("Storage:S3:PartMiB", "1"), ("Storage:S3:Region", "?"));
        var fault = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IObjectStore>);
        Assert.Contains("Storage:S3:PartMiB", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Storage:S3:Region", fault.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Provider(params (string Key, string Value)[] settings) => new ServiceCollection()
        .AddLogging()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value)).Build())
        .AddStorage()
        .BuildServiceProvider();
}
