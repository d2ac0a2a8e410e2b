using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Api.Submissions;

/// <summary>A stretch of a prefix that was listed.</summary>
internal sealed class ListedPage
{
    private readonly List<(NewItem Item, string Key, long PassedBefore)> _images = [];
    private long _passed;
    private string? _lastKey;

    /// <param name="lastKey">The object behind which it begins; null: at the first one.</param>
    public ListedPage(string? lastKey) => _lastKey = lastKey;

    /// <summary>How many images it has.</summary>
    public int Images => _images.Count;

    /// <summary>How many objects it has.</summary>
    public long Objects => _images.Count + _passed;

    /// <summary>The last object it has, or behind which it begins.</summary>
    public string? LastKey => _lastKey;

    /// <summary>Whether nothing follows.</summary>
    public bool IsLast { get; set; }

    /// <summary>An object that is no image, or not meant.</summary>
    public void Pass(string key) => (_passed, _lastKey) = (_passed + 1, key);

    /// <summary>An image.</summary>
    public void Add(string key, NewItem item)
    {
        _images.Add((item, key, _passed));
        _lastKey = key;
    }

    /// <returns>All of it.</returns>
    public CrawlPage Whole() => new([.. _images.Select(image => image.Item)], _lastKey, _passed) { IsLast = IsLast };

    /// <returns>It up to and with one of its images; what follows is listed again.</returns>
    /// <param name="images">At least 1 and fewer than it has.</param>
    public CrawlPage First(int images) => new([.. _images.Take(images).Select(image => image.Item)], _images[images - 1].Key, _images[images - 1].PassedBefore);
}
