using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Networking;

/// <summary>Describes certificates in one line of text.</summary>
internal static class CertificateText
{
    private const string SubjectAlternativeName = "2.5.29.17";
    private const int MaximumNames = 20;
    private const int MaximumText = 1000;

    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag IpAddress = new(TagClass.ContextSpecific, 7);

    /// <summary>Describes a certificate. It may be unverified, so control characters in its text are replaced.</summary>
    public static string Describe(X509Certificate2 certificate)
    {
        var names = ReadNames(certificate);
        var list = names.Count == 0
            ? "no names"
            : string.Join(", ", names.Take(MaximumNames)) + (names.Count > MaximumNames ? ", …" : "");
        return $"certificate of {Show(certificate.Subject)} for {Show(list)}, by {Show(certificate.Issuer)}, "
            + $"{certificate.NotBefore.ToUniversalTime():yyyy-MM-dd} to {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}";
    }

    private static string Show(string text) => SaslErrorChallenge.Visible(text, MaximumText);

    /// <summary>Reads the DNS names and IP addresses in the subject alternative name (RFC 5280 section 4.2.1.6).</summary>
    internal static IReadOnlyList<string> ReadNames(X509Certificate2 certificate)
    {
        var names = new List<string>();
        var extension = certificate.Extensions[SubjectAlternativeName];
        if (extension is null) return names;
        try
        {
            var sequence = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (sequence.HasData)
            {
                var tag = sequence.PeekTag();
                if (tag == DnsName) names.Add(sequence.ReadCharacterString(UniversalTagNumber.IA5String, DnsName));
                else if (tag == IpAddress) names.Add(new IPAddress(sequence.ReadOctetString(IpAddress)).ToString());
                else sequence.ReadEncodedValue();
            }
        }
        catch (Exception failure) when (failure is AsnContentException or ArgumentException)
        {
            names.Add("(unreadable)");
        }

        return names;
    }
}
