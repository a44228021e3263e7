package mail

import (
	"bytes"
	"net"
	"strings"
)

// LMTP (RFC 2033) is SMTP in which the client says LHLO for EHLO and the answer to the dot comes once for each
// recipient; our mails have one recipient each. lmtpConn says that word for the client, which knows only the other.
type lmtpConn struct{ net.Conn }

// Write implements net.Conn. The client flushes each command by itself, so a greeting is always at the beginning.
func (c lmtpConn) Write(p []byte) (int, error) {
	if rest, ok := bytes.CutPrefix(p, []byte("EHLO ")); ok {
		p = append([]byte("LHLO "), rest...)
	}
	return c.Conn.Write(p)
}

// localSocket reports whether a host is the path of a Unix socket, as delivery agents listen on.
func localSocket(host string) bool { return strings.HasPrefix(host, "/") }
