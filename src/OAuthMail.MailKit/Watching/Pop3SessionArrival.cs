using MimeKit;

namespace OAuthMail.MailKit.Watching;

/// <summary>An arrival of a watch over POP3.</summary>
internal sealed class Pop3SessionArrival : Pop3Arrival
{
    private readonly Pop3Watch _watch;
    private readonly ArrivalScope _scope;
    private readonly string _key;

    public Pop3SessionArrival(Pop3Watch watch, ArrivalScope scope, Pop3ListedMessage message, int size)
    {
        _watch = watch;
        _scope = scope;
        _key = message.Key;
        Uid = message.Uidl;
        Failure = message.Failure;
        Size = size;
    }

    public override MailAccount Account => _watch.Account;

    public override string Uid { get; }

    public override MailServerException? Failure { get; }

    public override int Size { get; }

    public override Pop3Position Position
    {
        get
        {
            _scope.RequireOpen();
            return _watch.GetPosition();
        }
    }

    public override Task<HeaderList> GetHeadersAsync(CancellationToken cancellationToken = default) =>
        _watch.UseAsync(_scope, _key, connection => connection.FetchHeadersAsync(_key, cancellationToken), cancellationToken);

    public override Task<MimeMessage> GetMessageAsync(CancellationToken cancellationToken = default) =>
        _watch.UseAsync(_scope, _key, connection => connection.FetchMessageAsync(_key, cancellationToken), cancellationToken);

    public override Task DeleteAsync(CancellationToken cancellationToken = default) => _watch.DeleteAsync(_scope, _key, cancellationToken);
}
