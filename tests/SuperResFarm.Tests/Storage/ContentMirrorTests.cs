using System.Text;
using Microsoft.Extensions.Time.Testing;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Storage.Folders;
using SuperResFarm.Storage.Mirrors;
using SuperResFarm.Storage.Objects;
using SuperResFarm.Tests.Imaging.Codecs;

namespace SuperResFarm.Tests.Storage;

public sealed class ContentMirrorTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly FolderObjectStore _store;
    private readonly ContentMirror _mirror;

    public ContentMirrorTests()
    {
        _store = new(_folder["store"], TimeProvider.System);
        _mirror = Mirror();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RefreshNotes_NewAndGone_FollowsThePrefix()
    {
        var (a, b) = (Name("a"), Name("b"));
        await PutAsync($"models/{a}.json", "card a");
        await _mirror.RefreshNotesAsync(".json", default);
        Assert.Equal([$"{a}.json"], Files());
        Assert.Equal("card a", await File.ReadAllTextAsync(_folder[$"copy/{a}.json"]));

        await PutAsync($"models/{b}.json", "card b");
        await _store.DeleteAsync(ObjectUri.Parse($"s3://bucket/models/{a}.json"), default);
        await _mirror.RefreshNotesAsync(".json", default);
        Assert.Equal([$"{b}.json"], Files());
    }

    [Fact]
    public async Task RefreshNotes_WhatHasNoNameByContent_IsLeftAlone()
    {
        await PutAsync("models/readme.json", "notes");
        await PutAsync($"models/deeper/{Name("a")}.json", "card");
        await PutAsync($"models/{Name("b")}.onnx", "network");
        await PutAsync($"models/{Name("c")}.json", new string(' ', 2 << 20));
        Directory.CreateDirectory(_folder["copy"]);
        await File.WriteAllTextAsync(_folder["copy/own.json"], "somebody's");
        await _mirror.RefreshNotesAsync(".json", default);
        Assert.Equal(["own.json"], Files());
    }

    [Fact]
    public async Task RefreshNotes_PartOfADeadProcess_GoesAfterADay()
    {
        await PutAsync($"models/{Name("a")}.json", "card");
        Directory.CreateDirectory(_folder["copy"]);
        foreach (var (name, age) in new[] { ("old.part", 25), ("young.part", 1) })
        {
            await File.WriteAllTextAsync(_folder["copy/" + name], "half");
            File.SetLastWriteTimeUtc(_folder["copy/" + name], (_time.GetUtcNow() - TimeSpan.FromHours(age)).UtcDateTime);
        }
        await _mirror.RefreshNotesAsync(".json", default);
        Assert.Equal([$"{Name("a")}.json", "young.part"], Files());
    }

    [Fact]
    public async Task Fetch_Missing_ComesWithItsContent()
    {
        await PutAsync($"models/{Name("network")}.onnx", "network");
        await _mirror.FetchAsync(Name("network"), ".onnx", default);
        Assert.Equal([$"{Name("network")}.onnx"], Files());
        Assert.Equal("network", await File.ReadAllTextAsync(_folder[$"copy/{Name("network")}.onnx"]));
    }

    [Fact]
    public async Task Fetch_DamagedObject_IsRefusedAndLeavesNothing()
    {
        await PutAsync($"models/{Name("network")}.onnx", "netwerk");
        var fault = await Assert.ThrowsAsync<FarmException>(() => _mirror.FetchAsync(Name("network"), ".onnx", default));
        Assert.Equal((FailureCode.SourceCorrupt, Disposition.Retry), (fault.Code, fault.Next));
        Assert.Contains($"s3://bucket/models/{Name("network")}.onnx", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Fetch_GoodFileHereDamagedThere_KeepsTheGoodOne()
    {
        var path = _folder[$"copy/{Name("network")}.onnx"];
        Directory.CreateDirectory(_folder["copy"]);
        await File.WriteAllTextAsync(path, "network");
        var written = File.GetLastWriteTimeUtc(path);
        await PutAsync($"models/{Name("network")}.onnx", "netwerk");
        await _mirror.FetchAsync(Name("network"), ".onnx", default);
        Assert.Equal(("network", written), (await File.ReadAllTextAsync(path), File.GetLastWriteTimeUtc(path)));
    }

    [Fact]
    public async Task Fetch_DamagedFileHere_IsRepaired()
    {
        Directory.CreateDirectory(_folder["copy"]);
        await File.WriteAllTextAsync(_folder[$"copy/{Name("network")}.onnx"], "netw");
        await PutAsync($"models/{Name("network")}.onnx", "network");
        await _mirror.FetchAsync(Name("network"), ".onnx", default);
        Assert.Equal("network", await File.ReadAllTextAsync(_folder[$"copy/{Name("network")}.onnx"]));
    }

    [Fact]
    public async Task Fetch_Absent_IsRefused() => Assert.Equal(
        FailureCode.SourceMissing, (await Assert.ThrowsAsync<FarmException>(() => _mirror.FetchAsync(Name("network"), ".onnx", default))).Code);

    [Fact]
    public async Task Fetch_ManyAtOnce_EndWithOneGoodFile()
    {
        var content = new string('n', 300_000);
        await PutAsync($"models/{Name(content)}.onnx", content);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Mirror().FetchAsync(Name(content), ".onnx", default))));
        Assert.Equal([$"{Name(content)}.onnx"], Files());
        Assert.Equal(content, await File.ReadAllTextAsync(_folder[$"copy/{Name(content)}.onnx"]));
    }

    [Fact]
    public async Task Refresh_FolderThatIsAFile_SaysSo()
    {
        await PutAsync($"models/{Name("a")}.json", "card");
        await File.WriteAllTextAsync(_folder["copy"], "");
        var fault = await Assert.ThrowsAsync<FarmException>(() => _mirror.RefreshNotesAsync(".json", default));
        Assert.Equal((FailureCode.StorageUnavailable, Disposition.Retry), (fault.Code, fault.Next));
    }

    private ContentMirror Mirror() => new(_store, ObjectPrefix.Parse("s3://bucket/models/"), _folder["copy"], _time);

    private static string Name(string content) => FileHash.Sha256(Encoding.UTF8.GetBytes(content));

    private async Task PutAsync(string key, string content)
    {
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(content));
        await _store.WriteAsync(ObjectUri.Of("bucket", key), bytes, new WriteOptions(), default);
    }

    private string[] Files() => Directory.Exists(_folder["copy"])
        ? [.. Directory.EnumerateFiles(_folder["copy"]).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)]
        : [];
}
