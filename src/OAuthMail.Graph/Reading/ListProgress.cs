using OAuthMail.MailKit.Watching;

namespace OAuthMail.Graph.Reading;

/// <summary>Reports the progress of a list whose messages are not delivered, and which can take minutes in a large folder.</summary>
internal sealed class ListProgress(WatchContext context)
{
    private const int Interval = 10_000;

    private int _count;

    public void Add(int count)
    {
        var before = _count;
        _count += count;
        if (before / Interval != _count / Interval)
        {
            WatchLog.Listing(context.Logger, context.Account.Name, context.Folder, _count);
        }
    }
}
