package orders

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// Lab is OAuth Lab, one for all tests of the package.
type Lab struct {
	Origin string
	Client *http.Client // trusts the lab's root, and nothing else
	admin  string
}

var lab *Lab

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "oauth-lab-")
	if err != nil {
		log.Fatal(err)
	}
	started, stop, err := startLab(folder)
	if err != nil {
		log.Fatal(err)
	}
	lab = started
	code := m.Run()
	stop()
	os.RemoveAll(folder)
	os.Exit(code)
}

// startLab runs the command that OAUTH_LAB names, and waits until the lab is ready.
func startLab(folder string) (*Lab, func(), error) {
	command := strings.Fields(os.Getenv("OAUTH_LAB"))
	if len(command) == 0 {
		return nil, nil, errors.New("set OAUTH_LAB to the lab's command line")
	}
	args := append(command[1:], "up", "--memory", "--port", "0", "--data", folder)
	process := exec.Command(command[0], args...)
	process.Stderr = os.Stderr
	output, err := process.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := process.Start(); err != nil {
		return nil, nil, err
	}
	ready := regexp.MustCompile(`^ready (\S+)`)
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if found := ready.FindStringSubmatch(lines.Text()); found != nil {
			go io.Copy(io.Discard, output)
			stop := func() { process.Process.Signal(syscall.SIGTERM); process.Wait() }
			connected, err := connect(found[1], folder)
			return connected, stop, err
		}
	}
	return nil, nil, fmt.Errorf("the lab did not start: %w", process.Wait())
}

func connect(origin, folder string) (*Lab, error) {
	root, err := os.ReadFile(filepath.Join(folder, "certs", "root.crt"))
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(root)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	lab := &Lab{Origin: origin, Client: &http.Client{Transport: transport}}
	var session struct {
		AccessToken string `json:"access_token"`
	}
	people := map[string]any{"username": "superuser", "password": "SYS"}
	err = lab.control("POST", origin, "session", people, &session)
	lab.admin = session.AccessToken
	return lab, err
}

// control asks the control API of a sandbox, or of the lab.
func (lab *Lab) control(method, base, path string, document, answer any) error {
	body, err := json.Marshal(document)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(method, base+"/control/api/"+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+lab.admin)
	response, err := lab.Client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s", method, path, text)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(text, answer)
}

// Sandbox is a whole lab of one test's own.
type Sandbox struct {
	ID, Base, Issuer string
	t                *testing.T
}

// NewSandbox makes one, and deletes it when the test has ended.
func NewSandbox(t *testing.T) *Sandbox {
	t.Helper()
	sandbox := &Sandbox{t: t}
	if err := lab.control("POST", lab.Origin, "sandboxes", map[string]any{}, sandbox); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := lab.control("DELETE", lab.Origin, "sandboxes/"+sandbox.ID, map[string]any{}, nil); err != nil {
			t.Error(err)
		}
	})
	return sandbox
}

// Control asks the control API of this sandbox; an error fails the test.
func (sandbox *Sandbox) Control(method, path string, document, answer any) {
	sandbox.t.Helper()
	if err := lab.control(method, sandbox.Base, path, document, answer); err != nil {
		sandbox.t.Fatal(err)
	}
}

// Token gives an access token without a flow, right or wrong in the way that document says.
func (sandbox *Sandbox) Token(document map[string]any) string {
	sandbox.t.Helper()
	var made struct{ Token string }
	sandbox.Control("POST", "tokens", document, &made)
	return made.Token
}
